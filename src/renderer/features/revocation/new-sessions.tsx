import { Button } from '@mantine/core';
import type { RevocationReport, RunProgress } from '../../../contract/domain/revocation.ts';
import { useConnection } from '../../shared/connection-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { Problem } from '../../ui/problem.tsx';
import { EndLate } from './late/end-late.tsx';
import { linkedWords } from './late/late-words.ts';
import { WatchNotes } from './late/watch-notes.tsx';
import { newSessionWords, noNewSessionWords } from './new-session-words.ts';
import classes from './result-summary.module.css';
import { useCommand } from './use-command.ts';
import { Watching } from './watching.tsx';

/** How long the button watches. */
const minutes = 10;

interface NewSessionsProps {
  readonly report: RevocationReport;
  readonly again: RunProgress | null;
  readonly onAgain: (progress: RunProgress) => void;
  readonly place: 'page' | 'dialog';
}

/** Sessions that are not of the plan, where nothing can be done about them. */
export function NewSessionsAtRest({ report }: Pick<NewSessionsProps, 'report'>) {
  const words =
    newSessionWords(report.newSessions, hasScanned(report)) ??
    noNewSessionWords(report.newSessionsLookedForIn);
  const linked = linkedWords(report.linkedSessions);
  return (
    <>
      {words === null ? null : <p className={classes.newSessions}>{words}</p>}
      {linked === null ? null : <p className={classes.linked}>{linked}</p>}
      <NotesOf report={report} again={null} />
    </>
  );
}

function hasScanned({ secondScan }: RevocationReport): boolean {
  return secondScan !== null && secondScan.found > 0;
}

/** Sessions that are not of the plan, and what can be done about them: end them, or look out for more. */
export function NewSessions({ report, again, onAgain, place }: NewSessionsProps) {
  const { readOnly } = useConnection();
  const watch = useCommand(
    () => call('revocation.watchFor', { planId: report.id, minutes, watchThen: report.options.watchThen }),
    onAgain,
  );
  const isWatching = again?.run.state === 'watching';
  const { newSessions, linkedSessions } = again ?? report;
  const none = isWatching ? null : noNewSessionWords(report.newSessionsLookedForIn);
  const words = newSessionWords(newSessions, hasScanned(report)) ?? none;
  const linked = linkedWords(linkedSessions);
  // Without its users nobody could say whose new sessions to look for.
  const canWatch =
    report.newSessionsLookedForIn > 0 || report.plan.wholeUsers > 0 || report.plan.users !== null;
  if (newSessionWords(newSessions) === null && linked === null && !canWatch) return null;
  // A watch is followed already.
  const onBegun = isWatching ? () => undefined : onAgain;
  // While something else is done with it, it has to be waited for.
  const canEnd = again === null || isWatching;
  return (
    <>
      <div className={classes.newSessions}>
        {words === null ? null : <span role="status">{words}</span>}
        {newSessions.left > 0 && canEnd ? (
          <EndLate which="new" left={newSessions.left} {...{ report, place }} onBegun={onBegun} />
        ) : null}
        {canWatch && again === null ? (
          <Button
            variant="default"
            size="compact-sm"
            disabled={readOnly}
            loading={watch.isPending}
            onClick={() => watch.mutate()}
          >
            Watch for {minutes} min
          </Button>
        ) : null}
      </div>
      {linked === null ? null : (
        <div className={classes.linked}>
          <span role="status">{linked}</span>
          {linkedSessions.left > 0 && canEnd ? (
            <EndLate which="linked" left={linkedSessions.left} {...{ report, place }} onBegun={onBegun} />
          ) : null}
        </div>
      )}
      {again?.run.state === 'watching' ? <Watching progress={again} until={again.run.until} /> : null}
      <NotesOf report={report} again={again} />
      {watch.error === null ? null : <Problem error={watch.error} meaning="Nobody looks for new sessions." />}
    </>
  );
}

function NotesOf({ report, again }: Pick<NewSessionsProps, 'report' | 'again'>) {
  const isWatching = again?.run.state === 'watching';
  if (report.watch === null && !isWatching) return null;
  return (
    <WatchNotes
      isOver={!isWatching}
      watched={(again ?? report).watched}
      lastLook={again?.lastLook ?? report.watch?.lastLook ?? null}
      notKnownToBeNew={report.notKnownToBeNew}
    />
  );
}
