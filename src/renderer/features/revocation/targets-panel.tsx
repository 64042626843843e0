import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { RevocationReport, TargetRow, TargetState } from '../../../contract/domain/revocation.ts';
import { copyText } from '../../ui/copy-text.ts';
import { formatNumber } from '../../ui/count-words.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { VirtualTable } from '../../ui/table/virtual-table.tsx';
import { useViewState } from '../../ui/view-state.ts';
import { targetsQuery } from './report-queries.ts';
import { resultNumbers } from './result-words.ts';
import classes from './revocation-page.module.css';
import { targetColumns } from './target-columns.tsx';

type Shown = TargetState | 'all' | 'newcomers';

function isShown({ state, newcomer }: TargetRow, shown: Shown): boolean {
  if (shown === 'all') return true;
  return shown === 'newcomers' ? newcomer : !newcomer && state === shown;
}

/** How each session of a revocation ended. */
export function TargetsPanel({ report }: { readonly report: RevocationReport }) {
  const navigate = useNavigate();
  const targets = useQuery(targetsQuery(report));
  const [shown, setShown] = useViewState<Shown>('targets/shown', 'all');
  const rows = useMemo(
    () => (targets.data ?? []).filter((row) => isShown(row, shown)),
    [targets.data, shown],
  );
  const { counts, newcomers } = report;
  const began = newcomers.ended + newcomers.left;

  return (
    <section className={classes.targets} aria-label="Sessions of this revocation">
      <SegmentedControl
        size="xs"
        aria-label="Which sessions to show"
        value={shown}
        onChange={(value) => setShown(value as Shown)}
        className={classes.filter}
        data={[
          { value: 'all', label: 'All' },
          ...resultNumbers(counts)
            .filter(({ count }) => count > 0)
            .map(({ state, count, words }) => ({ value: state, label: `${formatNumber(count)} ${words}` })),
          ...(began === 0 ? [] : [{ value: 'newcomers', label: `${formatNumber(began)} new` }]),
        ]}
      />
      {targets.error === null ? null : (
        <Problem
          error={targets.error}
          meaning="Could not read all of the sessions."
          onRetry={() => void targets.refetch()}
        />
      )}
      {rows.length > 0 ? (
        <VirtualTable
          label="Sessions of this revocation"
          stateKey="targets"
          rows={rows}
          columns={targetColumns(targets.data ?? [])}
          rowKey={({ handle }) => handle}
          minWidth={620}
          onOpen={({ handle }) => void navigate({ to: '/sessions/$handle', params: { handle } })}
          rowKeys={{ c: ({ handle }) => void copyText(handle) }}
        />
      ) : null}
      {rows.length === 0 && targets.isPending ? <SkeletonRows rows={6} label="Reading the sessions" /> : null}
      {rows.length === 0 && targets.isSuccess ? <EmptyNote title="No session ended this way" /> : null}
    </section>
  );
}
