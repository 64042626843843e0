import { Button, Chip, Group } from '@mantine/core';
import type { Draft, DraftTotals } from '../../../../contract/domain/planning/draft.ts';
import type { ShownRows } from '../../../../contract/domain/planning/draft-rows.ts';
import type { LineResultType } from '../../../../contract/domain/stored-names.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { text } from '../../../messages/text.ts';
import { readExport } from '../../../shared/read-task.ts';
import { SearchField } from '../../../ui/fields/search-field.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import type { TableSort } from '../../../ui/table/table-column.ts';
import { ExportMenu, tableFormats } from '../../../ui/tasks/export-menu.tsx';
import { ViewProgress } from '../../../ui/tasks/view-progress.tsx';
import { useViewState } from '../../../ui/view-state.ts';
import { AmbiguousBar } from './ambiguous-bar.tsx';
import classes from './draft.module.css';
import { UndecidedNote } from './draft-notes.tsx';
import type { FailedOrder } from './failed-orders.ts';
import { ListRows } from './list-rows.tsx';
import { MatchRows } from './match-rows.tsx';
import { useDraftView } from './rows-panel.tsx';
import type { DraftCommands } from './use-draft.ts';
import type { Exclusions } from './use-exclusions.ts';

interface DraftRowsProps {
  readonly draft: Draft;
  readonly commands: DraftCommands;
  readonly exclusions: Exclusions;
}

/** Every line of a list, or every session that a rule selects: filtered, searched and sorted by main. */
export function DraftRows({ draft, commands, exclusions }: DraftRowsProps) {
  const [shown, setShown] = useViewState<ShownRows>('draft/shown', 'all');
  const [search, setSearch] = useViewState('draft/search', '');
  const [sort, setSort] = useViewState<TableSort | null>('draft/sort', null);
  const isList = draft.source.type === 'list';
  const view = useDraftView(draft, { shown, search, sort }, exclusions.version);

  function show(next: ShownRows) {
    setShown(next);
    // Undecided sessions and lines have other columns.
    if (next === 'undecided' || shown === 'undecided') setSort(null);
  }

  const rows = { draft, shown, view, exclusions, sort, onSort: setSort };
  const filters = (
    <Group
      gap={6}
      role="radiogroup"
      aria-label={text(isList ? 'draft.filter.lines' : 'draft.filter.sessions')}
    >
      <Chip.Group value={shown} onChange={(value) => show(value as ShownRows)}>
        {filtersOf(draft, shown).map(({ value, label }) => (
          <Chip key={value} value={value} size="xs" variant="outline">
            {label}
          </Chip>
        ))}
      </Chip.Group>
    </Group>
  );
  return (
    <section className={classes.rows} aria-label={text(isList ? 'draft.lines' : 'draft.sessions')}>
      {/* The many results of a list have a line of their own. */}
      {isList ? <div className={classes.filter}>{filters}</div> : null}
      <div className={classes.filter} data-one-line={!isList || undefined}>
        {isList ? null : filters}
        <SearchField
          className={classes.search}
          label={text(isList ? 'draft.search.lines' : 'draft.search.sessions')}
          placeholder={text(isList ? 'draft.search.lines-hint' : 'draft.search.sessions-hint')}
          value={search}
          onSearch={setSearch}
        />
        {sort === null ? null : (
          <Button size="compact-xs" variant="default" onClick={() => setSort(null)}>
            {text(isList ? 'draft.order.list' : 'draft.order.rule')}
          </Button>
        )}
        {/* Of undecided sessions the note below says it. */}
        {shown === 'undecided' ? null : <span className={classes.hint}>{text('draft.hint.unchecked')}</span>}
        <ExportMenu
          formats={tableFormats}
          label={text(isList ? 'draft.export.lines' : 'draft.export.sessions')}
          disabled={draft.totals.rows === 0}
          write={(format, onProgress, signal) =>
            readExport('planning.export', { draftId: draft.id, format }, onProgress, signal)
          }
        />
      </div>
      {isList && (shown === 'all' || shown === 'ambiguous') ? <AmbiguousBar draft={draft} /> : null}
      {isList ? null : <UndecidedNote draft={draft} exclusions={exclusions} />}
      {view.state === 'failed' ? (
        <Problem error={view.error} meaning={text('draft.view.failed')} onRetry={view.retry} />
      ) : null}
      {view.state === 'preparing' ? (
        <ViewProgress
          {...view}
          onCancel={() => {
            setSearch('');
            setSort(null);
          }}
        />
      ) : null}
      {isList ? (
        <ListRows key={shown} {...rows} choose={commands.choose} />
      ) : (
        <MatchRows key={shown} {...rows} />
      )}
      {/* Below the rows: above them, an error would move the row under the pointer. */}
      <FailedOrders {...exclusions} meaning="draft.exclude-failed" />
      <FailedOrders {...commands.choose} meaning="draft.choose.failed" />
    </section>
  );
}

interface FailedOrdersProps {
  readonly failed: readonly FailedOrder<unknown>[];
  readonly meaning: 'draft.exclude-failed' | 'draft.choose.failed';
  readonly retry: () => void;
}

/** How many changes were not carried out, and why the last of them was not. */
function FailedOrders({ failed, meaning, retry }: FailedOrdersProps) {
  const last = failed.at(-1);
  if (last === undefined) return null;
  return <Problem error={last.error} meaning={text(meaning, { count: failed.length })} onRetry={retry} />;
}

interface RowFilter {
  readonly value: ShownRows;
  readonly label: string;
}

interface CountedFilter {
  readonly value: ShownRows;
  readonly message: MessageKey;
  readonly count: number;
}

/** The filters with rows, the one that is on screen, and the one for excluded rows: it would appear while rows are excluded. */
export function filtersOf({ source, totals }: Draft, shown: ShownRows): readonly RowFilter[] {
  const filters = source.type === 'list' ? listFilters(totals) : ruleFilters(totals);
  return [
    { value: 'all', label: text('draft.filter.all', { count: totals.rows }) },
    ...filters
      .filter(({ value, count }) => count > 0 || value === shown || value === 'excluded')
      .map(({ value, message, count }) => ({ value, label: text(message, { count }) })),
  ];
}

const resultMessages: Readonly<Record<LineResultType, MessageKey>> = {
  session: 'draft.filter.session',
  user: 'draft.filter.user',
  ambiguous: 'draft.filter.ambiguous',
  unknown: 'draft.filter.unknown',
  duplicate: 'draft.filter.duplicate',
  malformed: 'draft.filter.malformed',
  unread: 'draft.filter.unread',
};

function listFilters({ byResult, excluded }: DraftTotals): readonly CountedFilter[] {
  const results = Object.keys(resultMessages) as LineResultType[];
  return [
    ...results.map((value) => ({ value, message: resultMessages[value], count: byResult[value] })),
    // Main counts excluded sessions, not excluded lines.
    { value: 'excluded', message: 'draft.filter.excluded-lines', count: excluded },
  ];
}

function ruleFilters({ excluded, own, undecided, undecidedIncluded }: DraftTotals): readonly CountedFilter[] {
  return [
    { value: 'undecided', message: 'draft.filter.undecided', count: undecided + undecidedIncluded },
    { value: 'own', message: 'draft.filter.own', count: own },
    { value: 'excluded', message: 'draft.filter.excluded', count: excluded },
  ];
}
