import { Button, Modal } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type {
  RevocationReport,
  RunProgress,
  UnplannedSessions,
} from '../../../../contract/domain/revocation.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { CountQuestion } from '../count-question.tsx';
import classes from '../result-summary.module.css';
import { endLateQuestion, endLateWords } from './late-words.ts';

interface EndLateProps {
  readonly report: Pick<RevocationReport, 'id' | 'reason'>;
  readonly which: UnplannedSessions;
  readonly left: number;
  /** In a dialog the question is below the button: a dialog over a dialog would close with it. */
  readonly place: 'page' | 'dialog';
  readonly onBegun: (progress: RunProgress) => void;
}

/** The offer to end sessions that are not of the plan, after a question. A watch that goes on ends them itself. */
export function EndLate({ report, which, left, place, onBegun }: EndLateProps) {
  // What the question named: main ends nothing when there are others by then.
  const [asked, setAsked] = useState<number | null>(null);
  const connection = useConnection();
  const close = () => setAsked(null);
  const question =
    asked === null ? null : (
      <CountQuestion
        count={asked}
        send={(typedCount) =>
          call('revocation.endUnplanned', { planId: report.id, which, count: asked, typedCount })
        }
        onBegun={onBegun}
        onClose={close}
      >
        <p>
          This revocation ends {asked === 1 ? 'it' : 'them'}, with its reason (<bdi>{report.reason}</bdi>).
          Its report then counts {asked === 1 ? 'it' : 'them'} too.
        </p>
      </CountQuestion>
    );
  return (
    <>
      {asked !== null && place === 'dialog' ? null : (
        <Button
          color="end"
          variant="outline"
          size="compact-sm"
          className={classes.endLeft ?? ''}
          disabled={connection.readOnly}
          title={connection.readOnly ? `${connection.name} is read-only here` : undefined}
          onClick={() => setAsked(left)}
        >
          {endLateWords(which, left)} …
        </Button>
      )}
      {place === 'page' ? (
        <Modal
          withCloseButton={false}
          opened={asked !== null}
          onClose={close}
          title={asked === null ? '' : endLateQuestion(which, asked)}
          size={520}
        >
          {question}
        </Modal>
      ) : null}
      {place === 'dialog' && asked !== null ? (
        <QuestionBelow title={endLateQuestion(which, asked)}>{question}</QuestionBelow>
      ) : null}
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
