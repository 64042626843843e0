import { Button, Progress, SegmentedControl } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ShownTargets, TargetRow, TargetsViewRequest } from '../../../contract/domain/revocation.ts';
import { formatCount } from '../../messages/format-count.ts';
import { call } from '../../shared/ipc-client.ts';
import { usePagedRows } from '../../shared/paged-rows.ts';
import { copyHandleAction } from '../../shared/row-actions.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { ExportMenu } from '../../ui/export-menu.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { Table } from '../../ui/table/table.tsx';
import type { TableColumn, TableSort } from '../../ui/table/table-column.ts';
import { useViewState } from '../../ui/view-state.ts';
import { targetsKey } from './report-queries.ts';
import classes from './revocation-page.module.css';
import { targetColumns } from './target-columns.tsx';
import { type Told, targetFilters } from './target-filters.ts';
import { hiddenAtFirst, leastWidth, toggleColumn } from './targets/column-choice.ts';
import { ColumnsMenu } from './targets/columns-menu.tsx';
import { useTargetsView } from './use-targets-view.ts';

interface TargetsPanelProps {
  readonly id: string;
  /** The numbers as last told. */
  readonly told: Told;
  /** They change by themselves. */
  readonly live: boolean;
}

const targetActions = [copyHandleAction<TargetRow>(({ handle }) => handle)];

/** Each session of a revocation and its state: filtered, searched and sorted by main. */
export function TargetsPanel({ id, told, live }: TargetsPanelProps) {
  const [show, setShow] = useViewState<ShownTargets>('targets/shown', 'all');
  const [search, setSearch] = useViewState('targets/search', '');
  const [sort, setSort] = useViewState<TableSort | null>('targets/sort', null);
  const asked: TargetsViewRequest = { id, show, search, sort: sort && toSort(sort) };
  const found = useTargetsView(asked, live);
  const [hidden, setHidden] = useViewState('targets/hidden', hiddenAtFirst(window.innerWidth));
  const { counts } = told;
  const columns = targetColumns(counts.failed + counts.unknown + counts['still-active'] > 0);

  return (
    <section className={classes.targets} aria-label="Sessions of this revocation">
      <div className={classes.filters}>
        <SegmentedControl
          size="xs"
          aria-label="Which sessions to show"
          value={show}
          onChange={(value) => setShow(value as ShownTargets)}
          className={classes.filter}
          data={targetFilters(told, show)}
        />
        <SearchField
          className={classes.search}
          label="Search these sessions"
          placeholder="Handle, user, e-mail, network, device, line"
          value={search}
          onSearch={setSearch}
        />
        {sort === null ? null : (
          <Button size="compact-xs" variant="default" onClick={() => setSort(null)}>
            Order of the plan
          </Button>
        )}
        <ColumnsMenu
          columns={columns}
          hidden={hidden}
          onToggle={(id) => setHidden((before) => toggleColumn(before, id))}
        />
        <ExportMenu
          label="Export these sessions"
          disabled={found.type !== 'ready'}
          write={(format, signal) => call('revocation.export', { ...asked, format }, signal)}
        />
      </div>
      {found.type === 'failed' ? (
        <Problem
          error={found.error}
          meaning="The sessions could not be put in this order. They are all still in the report."
          onRetry={found.retry}
        />
      ) : null}
      {found.type === 'finding' ? (
        <Finding
          {...found}
          onCancel={() => {
            setShow('all');
            setSearch('');
            setSort(null);
          }}
        />
      ) : null}
      {found.type === 'ready' ? (
        <Targets
          key={JSON.stringify([show, search, sort])}
          {...{ id, view: found.view, live, sort }}
          columns={columns.filter((column) => !hidden.includes(column.id))}
          stateKey={`targets/${JSON.stringify([show, search, sort])}`}
          onSort={setSort}
          onOpenView={found.retry}
        />
      ) : null}
    </section>
  );
}

interface FindingProps {
  readonly done: number;
  readonly of: number;
  readonly onCancel: () => void;
}

function Finding({ done, of, onCancel }: FindingProps) {
  return (
    <>
      {of === 0 ? null : (
        <div className={classes.finding}>
          <Progress
            value={(done / of) * 100}
            size={4}
            className={classes.findingBar}
            aria-label={`${Math.floor((done / of) * 100)} % done`}
          />
          <span>
            {formatCount(done)} of {formatCount(of)} sessions
          </span>
          <Button size="compact-xs" variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </div>
      )}
      <SkeletonRows rows={6} label="Finding the sessions" />
    </>
  );
}

interface TargetsProps extends Pick<TargetsPanelProps, 'id' | 'live'> {
  readonly columns: readonly TableColumn<TargetRow>[];
  readonly view: string | null;
  readonly stateKey: string;
  readonly sort: TableSort | null;
  readonly onSort: (sort: TableSort) => void;
  /** Main does not have the view any more. */
  readonly onOpenView: () => void;
}

function Targets({ id, view, columns, live, stateKey, sort, onSort, onOpenView }: TargetsProps) {
  const navigate = useNavigate();
  const targets = usePagedRows({
    queryKey: targetsKey(id, view),
    fetchPage: (offset, limit, signal) => call('revocation.targets', { id, view, offset, limit }, signal),
    refetchIntervalMs: live ? 2_000 : false,
  });
  const { total } = targets;
  return (
    <>
      {targets.error === null ? null : (
        <Problem
          error={targets.error}
          meaning="Could not read all of the sessions."
          onRetry={view === null ? targets.retry : onOpenView}
        />
      )}
      {total !== null && total > 0 ? (
        <Table
          label="Sessions of this revocation"
          stateKey={stateKey}
          rows={targets}
          columns={columns}
          sort={sort}
          onSort={onSort}
          rowKey={({ handle }) => handle}
          minWidth={leastWidth(columns)}
          onOpen={({ handle }) => void navigate({ to: '/sessions/$handle', params: { handle } })}
          rowActions={targetActions}
        />
      ) : null}
      {targets.isPending ? <SkeletonRows rows={6} label="Reading the sessions" /> : null}
      {total === 0 ? <EmptyNote title="No session of this revocation matches" /> : null}
    </>
  );
}

function toSort({ columnId, descending }: TableSort): NonNullable<TargetsViewRequest['sort']> {
  return {
    column: columnId as NonNullable<TargetsViewRequest['sort']>['column'],
    direction: descending ? 'descending' : 'ascending',
  };
}
