import { Link } from '@tanstack/react-router';
import { text } from '../../../messages/text.ts';
import { useAuditState } from '../../../shared/audit-state-context.tsx';
import { useConnection } from '../../../shared/connections-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { Card } from '../../../ui/page/card.tsx';
import { useFoldState } from '../../../ui/page/fold.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { SkeletonRows } from '../../../ui/page/skeleton-rows.tsx';
import { actionsOfHistory } from '../audit-actions.ts';
import { sequenceOf } from '../audit-columns.tsx';
import { toAuditFilter } from '../audit-filter.ts';
import { RecordLine } from '../record/record-line.tsx';
import { useLogQuery } from '../use-log-query.ts';
import classes from './user-history.module.css';

/** So many of the newest records are listed. */
const shown = 5;

/** What was done about a user, newest first, and the way to all records. */
export function UserHistory({ userId }: { readonly userId: string }) {
  const { id: connection } = useConnection();
  const [isOpen, setOpen] = useFoldState('user/history');
  return (
    <Card
      title={text('audit.history')}
      isOpen={isOpen}
      onToggle={() => setOpen(!isOpen)}
      aside={
        <Link to="/audit" search={{ user: userId, connection }} className={classes.all}>
          {text('audit.history.all')}
        </Link>
      }
      className={classes.history}
    >
      <LastRecords userId={userId} connection={connection} />
    </Card>
  );
}

function LastRecords({ userId, connection }: { readonly userId: string; readonly connection: string }) {
  const { state } = useAuditState();
  const filter = { ...toAuditFilter({ user: userId, connection }), actions: actionsOfHistory };
  const { found, error, refetch } = useLogQuery({
    queryKey: ['audit.history', connection, userId],
    read: (signal) => call('audit.page', { filter, before: null, limit: shown }, signal),
  });
  if (error !== null)
    return (
      <div className={classes.body}>
        <Problem error={error} meaning={text('audit.history.failed')} onRetry={() => void refetch()} />
      </div>
    );
  if (found === undefined)
    return (
      <div className={classes.body}>
        <SkeletonRows rows={2} label={text('audit.history.reading')} />
      </div>
    );
  if (found.rows.length === 0) return <p className={classes.none}>{describeNoRecords(state?.first ?? 1)}</p>;
  return (
    <ol className={classes.records}>
      {found.rows.map((row) => (
        <li key={sequenceOf(row)}>
          <Link
            to="/audit"
            search={{ user: userId, connection, record: String(sequenceOf(row)) }}
            className={classes.record}
          >
            <RecordLine row={row} />
          </Link>
        </li>
      ))}
    </ol>
  );
}

/** `first`: the oldest record that is in the log. What was removed can have been about the user. */
export function describeNoRecords(first: number): string {
  return text(first > 1 ? 'audit.history.none-left' : 'audit.history.none');
}
