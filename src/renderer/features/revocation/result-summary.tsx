import { Button } from '@mantine/core';
import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { useSettings } from '../../app/settings-context.tsx';
import { formatElapsed, formatNumber } from '../../ui/count-words.ts';
import { useNow } from '../../ui/now.ts';
import { Problem } from '../../ui/problem.tsx';
import { checkedWords } from './checked-words.ts';
import { summarise } from './count-summary.ts';
import { ExposureBar } from './exposure-bar.tsx';
import { newcomerWords } from './newcomer-words.ts';
import { ReadAgain } from './read-again.tsx';
import classes from './result-summary.module.css';
import { failureMeaning, resultHeadline, resultNumbers } from './result-words.ts';

interface ResultSummaryProps {
  readonly report: RevocationReport;
  /** A newer report of the same revocation. */
  readonly onReport: (report: RevocationReport) => void;
  /** Null where it cannot be said whose they would be. */
  readonly onEndNewcomers: (() => void) | null;
}

/** A revocation in numbers: what ended, what is not known, what is still open. */
export function ResultSummary({ report, onReport, onEndNewcomers }: ResultSummaryProps) {
  const now = useNow();
  const { times } = useSettings();
  const { counts, newcomers } = report;
  const { ended, unknown } = summarise(counts);
  const newcomerText = newcomerWords(newcomers);
  return (
    <div className={classes.summary}>
      <p className={classes.headline} data-outcome={report.outcome}>
        <strong>{resultHeadline(counts)}</strong>
        <span className={classes.aside}>
          {checkedWords(report, now, times)}
          {' · '}
          {formatElapsed(report.endedAt - report.startedAt)}
        </span>
      </p>
      <ul className={classes.numbers}>
        {resultNumbers(counts).map(({ state, count, words }) => (
          <li key={state} data-state={state} data-none={count === 0 || undefined}>
            <span className={classes.count}>{formatNumber(count)}</span> {words}
          </li>
        ))}
      </ul>
      {newcomerText === null ? null : (
        <div className={classes.newcomers}>
          <span>{newcomerText}</span>
          {newcomers.left > 0 && onEndNewcomers !== null ? (
            <Button
              color="end"
              variant="outline"
              size="compact-sm"
              className={classes.endLeft ?? ''}
              onClick={onEndNewcomers}
            >
              {newcomers.left === 1 ? 'End it …' : `End ${formatNumber(newcomers.left)} …`}
            </Button>
          ) : null}
        </div>
      )}
      {report.errors.map((error) => (
        <Problem key={error.code} error={error} meaning={failureMeaning(counts)} />
      ))}
      {unknown === 0 && report.checkedAt !== null ? null : <ReadAgain report={report} onReport={onReport} />}
      {report.closedByUserId ? (
        <p className={classes.quiet}>
          Sessions kept appearing, so all of the user were ended by id at last. The core now counts the user
          as active.
        </p>
      ) : null}
      {ended + unknown === 0 ? null : <ExposureBar report={report} />}
    </div>
  );
}
