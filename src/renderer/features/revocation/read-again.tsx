import { Button } from '@mantine/core';
import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { formatNumber } from '../../ui/count-words.ts';
import { Problem } from '../../ui/problem.tsx';
import { summarise } from './count-summary.ts';
import classes from './result-summary.module.css';
import { failureMeaning } from './result-words.ts';
import { useRecheck } from './use-recheck.ts';

interface ReadAgainProps {
  readonly report: RevocationReport;
  readonly onReport: (report: RevocationReport) => void;
}

/** Why something is to be read again. */
function readAgainWords(unknown: number, reading: boolean): string {
  if (unknown === 0) return reading ? 'Reading again' : 'Not compared yet with what is really there.';
  if (reading) return `${formatNumber(unknown)} unknown, reading again`;
  const which = `${formatNumber(unknown)} ${unknown === 1 ? 'is' : 'are'} unknown`;
  return `${which}: sent, and no answer came.`;
}

/** What nobody knows yet is not a failure: it can be read again, as often as it takes. */
export function ReadAgain({ report, onReport }: ReadAgainProps) {
  const { recheck, start } = useRecheck(report.id, onReport);
  const { unknown } = summarise(report.counts);
  const reading = recheck.state === 'reading';
  return (
    <>
      <div className={classes.unknown}>
        <span role="status">{readAgainWords(unknown, reading)}</span>
        <Button size="compact-sm" variant="default" loading={reading} onClick={start}>
          Read again
        </Button>
      </div>
      {recheck.state === 'failed' ? (
        <Problem error={recheck.error} meaning={failureMeaning(report.counts)} />
      ) : null}
    </>
  );
}
