import { Button } from '@mantine/core';
import type { RevocationReport, RunProgress } from '../../../contract/domain/revocation.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { call } from '../../app/curfew.ts';
import { formatNumber } from '../../ui/count-words.ts';
import { Problem } from '../../ui/problem.tsx';
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
  readonly onEndNewSessions: (() => void) | null;
}

/** Sessions that began meanwhile, where nothing can be done about them. */
export function NewSessionsAtRest({ report }: Pick<NewSessionsProps, 'report'>) {
  const words =
    newSessionWords(report.newSessions, hasScanned(report)) ??
    noNewSessionWords(report.newSessionsLookedForIn);
  return words === null ? null : <p className={classes.newSessions}>{words}</p>;
}

function hasScanned({ secondScan }: RevocationReport): boolean {
  return secondScan !== null && secondScan.found > 0;
}

/** Sessions that began meanwhile, and what can be done about them: end them, or look out for more. */
export function NewSessions({ report, again, onAgain, onEndNewSessions }: NewSessionsProps) {
  const { readOnly } = useConnection();
  const watch = useCommand(
    () => call('revocation.watchFor', { planId: report.id, minutes, watchThen: report.options.watchThen }),
    onAgain,
  );
  const isWatching = again?.run.state === 'watching';
  const newSessions = isWatching ? again.newSessions : report.newSessions;
  const { left } = newSessions;
  const none = isWatching ? null : noNewSessionWords(report.newSessionsLookedForIn);
  const words = newSessionWords(newSessions, hasScanned(report)) ?? none;
  // Without its users nobody could say whose new sessions to look for.
  const canWatch = report.newSessionsLookedForIn > 0 || report.plan.wholeUsers > 0;
  if (newSessionWords(newSessions) === null && !canWatch) return null;
  return (
    <>
      <div className={classes.newSessions}>
        {words === null ? null : <span role="status">{words}</span>}
        {left > 0 && onEndNewSessions !== null ? (
          <Button
            color="end"
            variant="outline"
            size="compact-sm"
            className={classes.endLeft ?? ''}
            onClick={onEndNewSessions}
          >
            {left === 1 ? 'End it …' : `End ${formatNumber(left)} …`}
          </Button>
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
      {again?.run.state === 'watching' ? <Watching progress={again} until={again.run.until} /> : null}
      {watch.error === null ? null : <Problem error={watch.error} meaning="Nobody looks for new sessions." />}
    </>
  );
}
