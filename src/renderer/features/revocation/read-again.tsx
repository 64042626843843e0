import { Button } from '@mantine/core';
import type { RevocationReport, RunProgress } from '../../../contract/domain/revocation.ts';
import { formatCount } from '../../messages/format-count.ts';
import { call } from '../../shared/ipc-client.ts';
import { Problem } from '../../ui/problem.tsx';
import { summarise } from './count-summary.ts';
import classes from './result-summary.module.css';
import { failureMeaning } from './result-words.ts';
import { RunControls } from './run-controls.tsx';
import { standingWords } from './run-words.ts';
import { StandingStill } from './standing-still.tsx';
import { useCommand } from './use-command.ts';

interface ReadAgainProps {
  readonly report: RevocationReport;
  readonly again: RunProgress | null;
  readonly onAgain: (progress: RunProgress) => void;
}

/** Why something is to be read again. */
function readAgainWords(unknown: number, reading: boolean): string {
  if (unknown === 0) return reading ? 'Reading again' : 'Not compared yet with what is really there.';
  if (reading) return `${formatCount(unknown)} unknown, reading again`;
  const which = `${formatCount(unknown)} ${unknown === 1 ? 'is' : 'are'} unknown`;
  return `${which}: sent, and no answer came.`;
}

/** What nobody knows yet is not a failure: it can be read again, as often as it takes. */
export function ReadAgain({ report, again, onAgain }: ReadAgainProps) {
  const recheck = useCommand(() => call('revocation.verifyAgain', { id: report.id }), onAgain);
  const { unknown } = summarise(again?.counts ?? report.counts);
  const isWatching = again?.run.state === 'watching';
  const reading = recheck.isPending || (again !== null && !isWatching);
  const isEnding = again?.phase === 'ending' && again.step.of > 0;
  return (
    <>
      <div className={classes.unknown}>
        <span role="status">{isEnding ? standingWords(again) : readAgainWords(unknown, reading)}</span>
        <Button
          size="compact-sm"
          variant="default"
          loading={reading}
          disabled={isWatching}
          onClick={() => recheck.mutate()}
        >
          Read again
        </Button>
        {again === null || isWatching ? null : <RunControls progress={again} />}
      </div>
      {again === null ? null : <StandingStill progress={again} />}
      {recheck.error === null ? null : (
        <Problem error={recheck.error} meaning={failureMeaning(report.counts)} />
      )}
    </>
  );
}
