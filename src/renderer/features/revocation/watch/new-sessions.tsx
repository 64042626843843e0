import { Button } from '@mantine/core';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import type { RunProgress, UnplannedSessions } from '../../../../contract/domain/revocation/run.ts';
import { richText } from '../../../messages/rich-text.tsx';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { isWatch } from '../../../shared/revocations/is-watch.ts';
import { Dialog, useEscapeInDialog } from '../../../ui/dialog.tsx';
import { keepFocus } from '../../../ui/focus/keep-focus.ts';
import { Problem } from '../../../ui/page/problem.tsx';
import { CountQuestion } from '../count-question.tsx';
import {
  formatLinkedSessions,
  formatNewSessions,
  formatNoNewSession,
  hasScanned,
} from '../format-new-sessions.ts';
import { useRevocationCommand } from '../revocation-calls.ts';
import classes from './watch.module.css';
import { Watching, WatchNotes } from './watching.tsx';

/** How long the button watches. */
const minutes = 10;

interface NewSessionsProps {
  readonly report: RevocationReport;
  /** What is done with the revocation at present; null: nothing. */
  readonly activity: RunProgress | null;
  readonly onActivity: (progress: RunProgress) => void;
  readonly place: 'page' | 'dialog';
}

/** Sessions that are not in the plan, where nothing can be done about them. */
export function NewSessionsReadOnly({ report }: Pick<NewSessionsProps, 'report'>) {
  const found = formatNewSessions(report.newSessions, hasScanned(report)) ?? formatNoNewSession(report);
  const linked = formatLinkedSessions(report.linkedSessions);
  return (
    <>
      {found === null ? null : <p className={classes.line}>{found}</p>}
      {linked === null ? null : <p className={classes.linked}>{linked}</p>}
      <NotesOf report={report} activity={null} />
    </>
  );
}

/** Sessions that are not in the plan, and the next step: end them, or watch for more. */
export function NewSessions({ report, activity, onActivity, place }: NewSessionsProps) {
  const { readOnly } = useConnection();
  const watch = useRevocationCommand(
    () => call('revocation.watchFor', { planId: report.id, minutes, watchThen: report.options.watchThen }),
    onActivity,
  );
  const isWatching = activity?.run.state === 'watching';
  const { newSessions, linkedSessions } = activity ?? report;
  // While something is done with it, whether there are new sessions is about to be read again.
  const none = activity === null ? formatNoNewSession(report) : null;
  const found = formatNewSessions(newSessions, hasScanned(report));
  const linked = formatLinkedSessions(linkedSessions);
  // Without its users nobody could say whose new sessions to look for.
  const canWatch =
    report.newSessionsLookedForIn > 0 ||
    report.plan.wholeUsers > 0 ||
    report.plan.users !== null ||
    report.secondScan?.complete === true;
  if (found === null && linked === null && !canWatch) return null;
  // A watch is followed already.
  const onProgress = isWatching ? () => undefined : onActivity;
  // Any other activity has to end first.
  const canEnd = activity === null || isWatching;
  return (
    <>
      <div className={classes.line}>
        {(found ?? none) === null ? null : <span role="status">{found ?? none}</span>}
        {newSessions.left > 0 && canEnd ? (
          <EndUnplanned which="new" left={newSessions.left} {...{ report, place, onProgress }} />
        ) : null}
        {canWatch && activity === null ? (
          <Button
            variant="default"
            size="compact-sm"
            disabled={readOnly}
            loading={watch.isPending}
            onClick={() => watch.mutate()}
          >
            {text('watch.start', { minutes })}
          </Button>
        ) : null}
      </div>
      {linked === null ? null : (
        <div className={classes.linked}>
          <span role="status">{linked}</span>
          {linkedSessions.left > 0 && canEnd ? (
            <EndUnplanned which="linked" left={linkedSessions.left} {...{ report, place, onProgress }} />
          ) : null}
        </div>
      )}
      {activity?.run.state === 'watching' ? (
        <Watching progress={activity} until={activity.run.until} />
      ) : null}
      <NotesOf report={report} activity={activity} />
      {watch.error === null ? null : <Problem error={watch.error} meaning={text('watch.start-failed')} />}
    </>
  );
}

function NotesOf({ report, activity }: Pick<NewSessionsProps, 'report' | 'activity'>) {
  const isWatching = activity !== null && isWatch(activity);
  if (report.watch === null && !isWatching) return null;
  return (
    <WatchNotes
      isOver={!isWatching}
      isCutOff={!isWatching && report.watch?.isCutOff === true}
      watched={(activity ?? report).watched}
      covered={{ ...report, everyone: report.watch?.everyone ?? null }}
      lastLook={activity?.lastLook ?? report.watch?.lastLook ?? null}
      notKnownToBeNew={report.notKnownToBeNew}
    />
  );
}

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
function EndUnplanned({ report, which, left, place, onProgress }: EndUnplannedProps) {
  // The number that the question named: main ends nothing when there are others by then.
  const [asked, setAsked] = useState<number | null>(null);
  const connection = useConnection();
  const close = () => setAsked(null);
  const button = useRef<HTMLButtonElement>(null);
  const holdButton = useCallback((element: HTMLButtonElement | null) => {
    button.current = element;
    // It goes when nothing is left to end.
    return keepFocus(element);
  }, []);
  const isBelow = place === 'dialog' && asked !== null;
  const wasBelow = useRef(false);
  useEffect(() => {
    // It was in place of the button.
    if (wasBelow.current && !isBelow) button.current?.focus();
    wasBelow.current = isBelow;
  }, [isBelow]);
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
      {isBelow ? null : (
        <Button
          ref={holdButton}
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
        <Dialog opened={asked !== null} onClose={close} title={title} size={520}>
          {question}
        </Dialog>
      ) : null}
      {isBelow ? (
        <QuestionBelow title={title} onLeave={close}>
          {question}
        </QuestionBelow>
      ) : null}
    </>
  );
}

interface QuestionBelowProps {
  readonly title: string;
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

/** In place of the button, and so it has the focus that the button had. */
function QuestionBelow({ title, onLeave, children }: QuestionBelowProps) {
  const section = useRef<HTMLElement>(null);
  const holdSection = useCallback((element: HTMLElement | null) => {
    section.current = element;
    // It can go together with the button: nothing is left to end before the answer is here.
    return keepFocus(element);
  }, []);
  useEffect(() => section.current?.focus(), []);
  useEscapeInDialog(onLeave);
  return (
    <section ref={holdSection} tabIndex={-1} className={classes.question} aria-label={title}>
      <strong>{title}</strong>
      {children}
    </section>
  );
}
