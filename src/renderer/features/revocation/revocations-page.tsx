import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useConnection } from '../../app/connection-context.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { VirtualTable } from '../../ui/table/virtual-table.tsx';
import { reportColumns } from './report-columns.tsx';
import { reportsQuery } from './report-queries.ts';
import classes from './revocation-page.module.css';

/** What was ended on this connection, newest first. */
export function RevocationsPage() {
  const connection = useConnection();
  const navigate = useNavigate();
  const reports = useQuery(reportsQuery(connection.id));
  return (
    <Page title="Revocations" layout="full">
      <div>
        <h1>Revocations</h1>
        <p className={classes.quiet}>
          On {connection.name}, since Curfew was started. Kept until Curfew closes.
        </p>
      </div>
      {reports.error === null ? null : (
        <Problem
          error={reports.error}
          meaning="Could not read the list of revocations."
          onRetry={() => void reports.refetch()}
        />
      )}
      {reports.isPending ? <SkeletonRows rows={4} label="Reading the revocations" /> : null}
      {reports.data === undefined ? null : reports.data.length === 0 ? (
        <EmptyNote title="No session was ended here yet">
          Open a user or a session and end what should not be there. What was done then stands here.
        </EmptyNote>
      ) : (
        <VirtualTable
          label="Revocations, newest first"
          stateKey="revocations"
          rows={reports.data}
          columns={reportColumns}
          rowKey={({ id }) => id}
          minWidth={760}
          onOpen={({ id }) => void navigate({ to: '/revocations/$id', params: { id } })}
        />
      )}
    </Page>
  );
}
