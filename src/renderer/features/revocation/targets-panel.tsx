import { SegmentedControl } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ShownTargets } from '../../../contract/domain/revocation.ts';
import { call } from '../../app/curfew.ts';
import { copyText } from '../../ui/copy-text.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { ExportMenu } from '../../ui/export-menu.tsx';
import { usePagedRows } from '../../ui/paged-rows.ts';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { PagedTable } from '../../ui/table/paged-table.tsx';
import { useViewState } from '../../ui/view-state.ts';
import { targetsKey } from './report-queries.ts';
import classes from './revocation-page.module.css';
import { targetColumns } from './target-columns.tsx';
import { type Told, targetFilters } from './target-filters.ts';

interface TargetsPanelProps {
  readonly id: string;
  /** The numbers as last told. */
  readonly told: Told;
  /** They change by themselves. */
  readonly live: boolean;
}

/** How each session of a revocation stands. */
export function TargetsPanel({ id, told, live }: TargetsPanelProps) {
  const navigate = useNavigate();
  const [shown, setShown] = useViewState<ShownTargets>('targets/shown', 'all');
  const { counts } = told;
  const targets = usePagedRows({
    queryKey: targetsKey(id, shown),
    fetchPage: (offset, limit, signal) =>
      call('revocation.targets', { id, show: shown, offset, limit }, signal),
    refetchIntervalMs: live ? 2_000 : false,
  });
  const { total } = targets;
  const anyErrors = counts.failed + counts.unknown + counts['still-active'] > 0;

  return (
    <section className={classes.targets} aria-label="Sessions of this revocation">
      <div className={classes.filters}>
        <SegmentedControl
          size="xs"
          aria-label="Which sessions to show"
          value={shown}
          onChange={(value) => setShown(value as ShownTargets)}
          className={classes.filter}
          data={targetFilters(told, shown)}
        />
        <ExportMenu
          label="Export these sessions"
          disabled={total === null || total === 0}
          write={(format, signal) => call('revocation.export', { id, show: shown, format }, signal)}
        />
      </div>
      {targets.error === null ? null : (
        <Problem
          error={targets.error}
          meaning="Could not read all of the sessions."
          onRetry={targets.retry}
        />
      )}
      {total !== null && total > 0 ? (
        <PagedTable
          key={shown}
          label="Sessions of this revocation"
          stateKey={`targets/${shown}`}
          total={total}
          rowAt={targets.rowAt}
          onVisibleRange={targets.onVisibleRange}
          columns={targetColumns(anyErrors)}
          rowKey={(_, { handle }) => handle}
          minWidth={anyErrors ? 960 : 784}
          onOpen={({ handle }) => void navigate({ to: '/sessions/$handle', params: { handle } })}
          rowKeys={{ c: ({ handle }) => void copyText(handle) }}
        />
      ) : null}
      {targets.isPending ? <SkeletonRows rows={6} label="Reading the sessions" /> : null}
      {total === 0 ? <EmptyNote title={live ? 'No session stands so' : 'No session ended this way'} /> : null}
    </section>
  );
}
