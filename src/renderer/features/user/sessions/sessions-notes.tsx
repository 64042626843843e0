import { formatCount, plural } from '../../../messages/format-count.ts';
import type { SessionsSnapshot } from './reading/session-store.ts';
import classes from './sessions-panel.module.css';

interface SessionsNotesProps {
  readonly missed: string | null;
  readonly now: SessionsSnapshot;
  readonly onRetry: () => void;
}

/** What the table alone does not tell. */
export function SessionsNotes({ missed, now, onRetry }: SessionsNotesProps) {
  const { gone, failed } = now.counts;
  const isReading = now.reading.state === 'listing' || now.reading.state === 'reading';
  return (
    <div className={classes.notes}>
      {failed === 0 ? null : (
        <p className={classes.failed}>
          {plural(failed, 'session')} could not be read.{' '}
          <button type="button" className={classes.textButton} disabled={isReading} onClick={onRetry}>
            Try again
          </button>
        </p>
      )}
      {gone === 0 ? null : <p>{formatCount(gone)} of them ended while the list was read.</p>}
      {missed === null ? null : <p>{missed} Curfew ends each session by its handle.</p>}
    </div>
  );
}
