import { IconAlertTriangle } from '@tabler/icons-react';
import type { RevocationReport, RunProgress } from '../../../contract/domain/revocation.ts';
import { formatCount } from '../../messages/format-count.ts';
import { formatElapsed } from '../../messages/format-duration.ts';
import { useSettings } from '../../shared/settings-context.tsx';
import { GapsNote } from '../../ui/coverage/gaps-note.tsx';
import { useNow } from '../../ui/moment.tsx';
import { Problem } from '../../ui/problem.tsx';
import { AtWork } from './at-work.tsx';
import { checkedWords } from './checked-words.ts';
import { summarise } from './count-summary.ts';
import { canTryAgain } from './coverage/gap-row-words.ts';
import { TryAgain } from './coverage/try-again.tsx';
import { damagedWords } from './damaged-words.ts';
import { ExposureBar } from './exposure-bar.tsx';
import { NewSessions, NewSessionsAtRest } from './new-sessions.tsx';
import { ReadAgain } from './read-again.tsx';
import { reportNotes } from './report-notes.ts';
import classes from './result-summary.module.css';
import { failureMeaning, reportHeadline, resultNumbers } from './result-words.ts';

interface ResultSummaryProps {
  readonly report: RevocationReport;
  /** What can be done about it. Null: nothing, because its connection was removed. */
  readonly actions: ResultActions | null;
}

interface ResultActions {
  /** What is being done with it anew; null: nothing. */
  readonly again: RunProgress | null;
  /** Something was begun with it anew. */
  readonly onAgain: (progress: RunProgress) => void;
  /** Where it is shown. */
  readonly place: 'page' | 'dialog';
}

/** A revocation in numbers: what ended, what is not known, what is still open. */
export function ResultSummary({ report, actions }: ResultSummaryProps) {
  const now = useNow();
  const { times } = useSettings();
  const { counts } = report;
  const { ended, unknown } = summarise(counts);
  const damaged = damagedWords(report.damagedRows);
  const isRead = unknown === 0 && report.verifiedAt !== null;
  return (
    <div className={classes.summary}>
      <p className={classes.headline} data-outcome={report.outcome}>
        <strong>
          {report.outcome === 'complete-with-gaps' ? (
            <IconAlertTriangle size={18} className={classes.gapsIcon} aria-hidden="true" />
          ) : null}
          {reportHeadline(report)}
        </strong>
        <span className={classes.aside}>
          {checkedWords(report, now, times)}
          {' · '}
          {formatElapsed(report.endedAt - report.startedAt)}
        </span>
      </p>
      <ul className={classes.numbers}>
        {resultNumbers(counts).map(({ state, count, words }) => (
          <li key={state} data-state={state} data-none={count === 0 || undefined}>
            <span className={classes.count}>{formatCount(count)}</span> {words}
          </li>
        ))}
      </ul>
      {damaged === null ? null : (
        <p className={classes.damaged} data-known={report.damagedRows !== null}>
          <IconAlertTriangle size={16} className={classes.gapsIcon} aria-hidden="true" />
          {damaged}
        </p>
      )}
      <GapsNote coverage={report.coverage} scope={report.plan.scope} time="started">
        {actions && canTryAgain(report.coverage) ? <TryAgain revocationId={report.id} /> : null}
      </GapsNote>
      {actions === null ? (
        <NewSessionsAtRest report={report} />
      ) : (
        <NewSessions report={report} {...actions} />
      )}
      {report.errors.map((error) => (
        <Problem key={error.code} error={error} meaning={failureMeaning(counts)} />
      ))}
      {actions === null ? null : isRead ? (
        <AtWork again={actions.again} />
      ) : (
        <ReadAgain report={report} {...actions} />
      )}
      {reportNotes(report).map((note) => (
        <p key={note} className={classes.quiet}>
          {note}
        </p>
      ))}
      {ended + unknown === 0 ? null : <ExposureBar report={report} />}
    </div>
  );
}
