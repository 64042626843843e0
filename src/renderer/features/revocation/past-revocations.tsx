import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { useOpenRevocations } from '../../app/open-revocations-context.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { VirtualTable } from '../../ui/table/virtual-table.tsx';
import { type PastEntry, pastColumns, pastKey } from './past-columns.tsx';
import { revocationsQuery } from './report-queries.ts';
import classes from './revocations-page.module.css';

/** What was ended on this connection, newest first; of earlier runs of the console too. */
export function PastRevocations() {
  const connection = useConnection();
  const navigate = useNavigate();
  const { list } = useOpenRevocations();
  const revocations = useQuery(revocationsQuery(connection.id));
  // One that is taken up again, to read again or to watch, stands above until then.
  const open = useMemo(() => new Set(list?.map(({ id }) => id)), [list]);
  const past = useMemo(
    () => revocations.data?.filter((entry): entry is PastEntry => isPast(entry, open)),
    [revocations.data, open],
  );
  return (
    <section className={classes.past} aria-labelledby="past">
      <h2 id="past">Ended</h2>
      {revocations.error === null ? null : (
        <Problem
          error={revocations.error}
          meaning="Could not read the list of revocations."
          onRetry={() => void revocations.refetch()}
        />
      )}
      {revocations.isPending ? <SkeletonRows rows={4} label="Reading the revocations" /> : null}
      {past === undefined ? null : past.length === 0 ? (
        <EmptyNote title={`No revocation has ended on ${connection.name} yet`}>
          Open a user or a session and end what should not be there. What was done then stands here.
        </EmptyNote>
      ) : (
        <VirtualTable
          label="Revocations, newest first"
          stateKey="revocations"
          rows={past}
          columns={pastColumns}
          rowKey={pastKey}
          minWidth={760}
          onOpen={(entry) => {
            if (entry.is === 'ended')
              void navigate({ to: '/revocations/$id', params: { id: entry.report.id } });
          }}
        />
      )}
    </section>
  );
}

function isPast(entry: { readonly is: string }, open: ReadonlySet<string>): boolean {
  if (entry.is === 'open') return false;
  return entry.is !== 'ended' || !open.has(pastKey(entry as PastEntry));
}
