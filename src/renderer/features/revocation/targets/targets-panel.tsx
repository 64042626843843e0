import { Button, SegmentedControl } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { PlanSource } from '../../../../contract/domain/revocation/plan.ts';
import type { NewSessionCounts, TargetCounts } from '../../../../contract/domain/revocation/run.ts';
import type {
  ShownTargets,
  TargetRow,
  TargetsViewRequest,
} from '../../../../contract/domain/revocation/targets.ts';
import { text } from '../../../messages/text.ts';
import { call, readStream } from '../../../shared/ipc-client.ts';
import { readExport } from '../../../shared/read-task.ts';
import { usePagedRows } from '../../../shared/rows/paged-rows.ts';
import { copyHandleAction } from '../../../shared/rows/row-actions.ts';
import { useRowsView } from '../../../shared/rows/use-rows-view.ts';
import { SearchField } from '../../../ui/fields/search-field.tsx';
import { EmptyNote } from '../../../ui/page/page.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { SkeletonRows } from '../../../ui/page/skeleton-rows.tsx';
import { ColumnsMenu, leastWidth, toggleColumn } from '../../../ui/table/columns-menu.tsx';
import { Table } from '../../../ui/table/table.tsx';
import type { TableColumn, TableSort } from '../../../ui/table/table-column.ts';
import { ExportMenu, tableFormats } from '../../../ui/tasks/export-menu.tsx';
import { ViewProgress } from '../../../ui/tasks/view-progress.tsx';
import { useViewState } from '../../../ui/view-state.ts';
import { formatStateCount, stateCounts } from '../result-counts.ts';
import { targetsKey } from '../revocation-calls.ts';
import { useHasCoreLinks } from '../user-link.tsx';
import { hiddenAtFirst, targetColumns } from './target-columns.tsx';
import classes from './targets.module.css';

const targetActions = [copyHandleAction<TargetRow>(({ handle }) => handle)];

interface TargetsPanelProps {
  readonly id: string;
  readonly source: PlanSource['type'];
  /** The latest numbers. */
  readonly numbers: TargetNumbers;
  /** The states of the sessions change. */
  readonly isChanging: boolean;
  /** The switch to other rows, before the filters. */
  readonly rowsSwitch: ReactNode;
}

/** Each session of a revocation and its state: filtered, searched and sorted by main. */
export function TargetsPanel({ id, source, numbers, isChanging, rowsSwitch }: TargetsPanelProps) {
  const [show, setShow] = useViewState<ShownTargets>('targets/shown', 'all');
  const [search, setSearch] = useViewState('targets/search', '');
  const [sort, setSort] = useViewState<TableSort | null>('targets/sort', null);
  const request: TargetsViewRequest = { id, show, search, sort: sort && toSort(sort) };
  const view = useTargetsView(request, isChanging);
  const { counts } = numbers;
  const anyErrors = counts.failed + counts.unknown + counts['still-active'] > 0;
  const columns = targetColumns(anyErrors);
  // Null: the operator has not chosen. The first error comes while the table is on screen.
  const [chosen, setChosen] = useViewState<readonly string[] | null>('targets/hidden', null);
  const hidden = chosen ?? hiddenAtFirst(window.innerWidth, source, anyErrors);

  return (
    <section className={classes.targets} aria-label={text('report.sessions')}>
      <div className={classes.filters}>
        {rowsSwitch}
        {/* Before the numbers of the filter, which grow while a run works: nobody types into a field that moves. */}
        <SearchField
          className={classes.search}
          label={text('report.search')}
          placeholder={text('report.search-example')}
          value={search}
          onSearch={setSearch}
        />
        <SegmentedControl
          size="xs"
          aria-label={text('report.which-sessions')}
          value={show}
          onChange={(value) => setShow(value as ShownTargets)}
          className={classes.filter}
          data={targetFilters(numbers, show)}
        />
        {sort === null ? null : (
          <Button size="compact-xs" variant="default" onClick={() => setSort(null)}>
            {text('report.plan-order')}
          </Button>
        )}
        <ColumnsMenu
          columns={columns}
          hidden={hidden}
          onToggle={(column) => setChosen(toggleColumn(hidden, column))}
        />
        <ExportMenu
          formats={tableFormats}
          label={text('report.export')}
          disabled={view.state !== 'ready'}
          write={(format, onProgress, signal) =>
            readExport('revocation.export', { ...request, format }, onProgress, signal)
          }
        />
      </div>
      {view.state === 'failed' ? (
        <Problem error={view.error} meaning={text('report.order-failed')} onRetry={view.retry} />
      ) : null}
      {view.state === 'preparing' ? (
        <>
          <ViewProgress
            {...view}
            onCancel={() => {
              setShow('all');
              setSearch('');
              setSort(null);
            }}
          />
          <SkeletonRows rows={6} label={text('report.finding')} />
        </>
      ) : null}
      {view.state === 'ready' ? (
        <Targets
          key={JSON.stringify([show, search, sort])}
          {...{ id, view: view.view, isChanging, sort }}
          columns={columns.filter((column) => !hidden.includes(column.id))}
          stateKey={`targets/${JSON.stringify([show, search, sort])}`}
          onSort={setSort}
          onOpenView={view.retry}
        />
      ) : null}
    </section>
  );
}

interface TargetsProps extends Pick<TargetsPanelProps, 'id' | 'isChanging'> {
  readonly columns: readonly TableColumn<TargetRow>[];
  readonly view: string | null;
  readonly stateKey: string;
  readonly sort: TableSort | null;
  readonly onSort: (sort: TableSort) => void;
  /** Main does not have the view any more. */
  readonly onOpenView: () => void;
}

function Targets({ id, view, columns, isChanging, stateKey, sort, onSort, onOpenView }: TargetsProps) {
  const navigate = useNavigate();
  const canOpen = useHasCoreLinks();
  const open = ({ handle }: TargetRow) => void navigate({ to: '/sessions/$handle', params: { handle } });
  const targets = usePagedRows({
    queryKey: targetsKey(id, view),
    fetchPage: (offset, limit, signal) => call('revocation.targets', { id, view, offset, limit }, signal),
    refetchIntervalMs: isChanging ? 2_000 : false,
  });
  const { total } = targets;
  return (
    <>
      {targets.error === null ? null : (
        <Problem
          error={targets.error}
          meaning={text(targets.isOutdated ? 'frame.rows-outdated' : 'report.sessions-not-read')}
          onRetry={view === null ? targets.retry : onOpenView}
        />
      )}
      {targets.error !== null && total === null ? null : (
        <Table
          label={text('report.sessions')}
          stateKey={stateKey}
          rows={targets}
          columns={columns}
          sort={sort}
          onSort={onSort}
          rowKey={({ handle }) => handle}
          minWidth={leastWidth(columns)}
          {...(canOpen ? { onOpen: open } : {})}
          rowActions={targetActions}
          empty={
            targets.isPending ? (
              <SkeletonRows rows={6} label={text('report.sessions-reading')} />
            ) : total === 0 ? (
              <EmptyNote title={text('report.no-match')} />
            ) : null
          }
        />
      )}
    </>
  );
}

function toSort({ columnId, descending }: TableSort): NonNullable<TargetsViewRequest['sort']> {
  return {
    column: columnId as NonNullable<TargetsViewRequest['sort']>['column'],
    direction: descending ? 'descending' : 'ascending',
  };
}

/** How often rows that change are found again. */
const findAgainMs = 5_000;

/** The rows as main found and sorted them. All of them in the order of the plan need no view. */
function useTargetsView(request: TargetsViewRequest, isChanging: boolean) {
  const { show, search, sort } = request;
  const isPlanOrder = show === 'all' && search === '' && sort === null;
  return useRowsView({
    key: isPlanOrder ? null : JSON.stringify(request),
    refreshMs: isChanging ? findAgainMs : false,
    open: (onItems, signal) => readStream('revocation.targetsView', request, onItems, signal),
  });
}

/** The numbers of a revocation, of its report or of its run. */
interface TargetNumbers {
  readonly counts: TargetCounts;
  readonly newSessions: Pick<NewSessionCounts, 'ended' | 'left'>;
  readonly linkedSessions: Pick<NewSessionCounts, 'ended' | 'left'>;
}

/**
 * The filters of the list of targets, with their numbers: states that any target has, and the one that is shown, which
 * stays when its last target changes its state.
 */
export function targetFilters(
  { counts, linkedSessions, newSessions }: TargetNumbers,
  shown: ShownTargets,
): { value: ShownTargets; label: string }[] {
  const newCount = newSessions.ended + newSessions.left;
  const linked = linkedSessions.ended + linkedSessions.left;
  const states = stateCounts(counts).filter(({ state, count }) => count > 0 || state === shown);
  const isMissing =
    shown !== 'all' &&
    shown !== 'new-sessions' &&
    shown !== 'linked-sessions' &&
    !states.some(({ state }) => state === shown);
  return [
    { value: 'all', label: text('report.filter.all') },
    ...states.map((one) => ({ value: one.state, label: formatStateCount(one) })),
    ...(isMissing ? [{ value: shown, label: formatStateCount({ state: shown, count: 0 }) }] : []),
    ...(newCount > 0 || shown === 'new-sessions'
      ? [{ value: 'new-sessions' as const, label: text('report.filter.new', { count: newCount }) }]
      : []),
    ...(linked > 0 || shown === 'linked-sessions'
      ? [{ value: 'linked-sessions' as const, label: text('report.filter.linked', { count: linked }) }]
      : []),
  ];
}
