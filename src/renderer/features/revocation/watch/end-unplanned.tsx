import { Button, Modal } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type {
  RevocationReport,
  RunProgress,
  UnplannedSessions,
} from '../../../../contract/domain/revocation.ts';
import { richText } from '../../../messages/rich-text.tsx';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { CountQuestion } from '../count-question.tsx';
import classes from './watch.module.css';

interface EndUnplannedProps {
  readonly report: Pick<RevocationReport, 'id' | 'reason'>;
  /** New sessions, or those of linked accounts. */
  readonly which: UnplannedSessions;
  readonly left: number;
  /** In a dialog the question is below the button: a dialog over a dialog would close with it. */
  readonly place: 'page' | 'dialog';
  readonly onProgress: (progress: RunProgress) => void;
}

/** Offers to end sessions that are not in the plan, after a question. A watch that continues ends them itself. */
export function EndUnplanned({ report, which, left, place, onProgress }: EndUnplannedProps) {
  // The number that the question named: main ends nothing when there are others by then.
  const [asked, setAsked] = useState<number | null>(null);
  const connection = useConnection();
  const close = () => setAsked(null);
  const title =
    asked === null
      ? ''
      : text(which === 'new' ? 'watch.question-new' : 'watch.question-linked', { count: asked });
  const question =
    asked === null ? null : (
      <CountQuestion
        count={asked}
        send={(typedCount) =>
          call('revocation.endUnplanned', { planId: report.id, which, count: asked, typedCount })
        }
        onProgress={onProgress}
        onClose={close}
      >
        <p>{richText('watch.question-meaning', { count: asked, reason: <bdi>{report.reason}</bdi> })}</p>
      </CountQuestion>
    );
  return (
    <>
      {asked !== null && place === 'dialog' ? null : (
        <Button
          color="end"
          variant="outline"
          size="compact-sm"
          className={classes.end ?? ''}
          disabled={connection.readOnly}
          title={
            connection.readOnly ? text('question.read-only', { connection: connection.name }) : undefined
          }
          onClick={() => setAsked(left)}
        >
          {text(which === 'new' ? 'watch.end-new' : 'watch.end-linked', { count: left })}
        </Button>
      )}
      {place === 'page' ? (
        <Modal opened={asked !== null} onClose={close} title={title} size={520}>
          {question}
        </Modal>
      ) : null}
      {place === 'dialog' && asked !== null ? <QuestionBelow title={title}>{question}</QuestionBelow> : null}
    </>
  );
}

/** In place of the button, and so it has the focus that the button had. */
function QuestionBelow({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.focus(), []);
  return (
    <section ref={section} tabIndex={-1} className={classes.question} aria-label={title}>
      <strong>{title}</strong>
      {children}
    </section>
  );
}
