import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useViewState } from '../view-state.ts';
import { sortRows, type TableColumn, type TableSort } from './table-column.ts';

/** Rows that main has and gives out by page: as `usePagedRows` returns them. */
interface PagedRows<Row> {
  /** Null: not known yet. */
  readonly total: number | null;
  /** Undefined: not read yet. */
  readonly rowAt: (index: number) => Row | undefined;
  /** Tells which rows are in sight, both ends included. */
  readonly onVisibleRange: (first: number, last: number) => void;
}

export interface TableRowsInput<Row> {
  /** Names what is remembered for going back: scroll position, order, active row. One page, one name each. */
  readonly stateKey: string;
  readonly rows: readonly Row[] | PagedRows<Row>;
  /** Stable: made outside of the component, or memoized. */
  readonly columns: readonly TableColumn<Row>[];
  readonly rowKey: (row: Row, index: number) => string;
  readonly initialSort?: TableSort;
  /** The order in which the rows are given; absent: the table sorts them itself, where it has all of them. */
  readonly sort?: TableSort | null;
  readonly onSort?: (sort: TableSort) => void;
  /** A row as it is known at this moment, for rows that are given later than they change. */
  readonly latest?: (row: Row) => Row;
  /** Keys of the rows on screen, once scrolling rests. */
  readonly onVisibleRows?: (keys: string[]) => void;
  /** The last rows came near: time to read more. */
  readonly onEndReached?: () => void;
}

/** Names a row for as long as others come, go and change places: its key, or its place where main has the rows. */
export type RowId = string | number;

interface TableRows<Row> {
  readonly count: number;
  readonly rowAt: (index: number) => Row | undefined;
  /** Undefined: there is no such row, or main has the rows. */
  readonly keyAt: KeyAt;
  /** Keys of all rows, made when they are asked for; empty where main has them. */
  readonly allKeys: () => readonly string[];
  /** What a row is drawn by: its key, or its place where main has the rows, so that it keeps the focus when it was read. */
  readonly slotKeyAt: (index: number) => string;
  /** Null: there is no such row. */
  readonly idAt: (index: number) => RowId | null;
  /** Where the row is now; -1: not in the table any more. */
  readonly placeOf: (id: RowId) => number;
  readonly active: number;
  /** There is an active row to go back to. */
  readonly isRestored: boolean;
  readonly setActive: (index: number) => void;
  readonly sort: TableSort | null;
  readonly onSort: ((sort: TableSort) => void) | undefined;
}

type KeyAt = (index: number) => string | undefined;

const noRows: readonly never[] = [];

/** The rows of a table by their places, whichever way they come. */
export function useTableRows<Row>(input: TableRowsInput<Row>): TableRows<Row> {
  const { stateKey, rows, columns, rowKey, latest } = input;
  const paged = 'rowAt' in rows ? rows : null;
  const list: readonly Row[] = 'rowAt' in rows ? noRows : rows;
  const [ownSort, setOwnSort] = useViewState<TableSort | null>(`${stateKey}/sort`, input.initialSort ?? null);
  const isGivenSorted = paged !== null || input.sort !== undefined;
  const sort = isGivenSorted ? (input.sort ?? null) : ownSort;

  const sorted = useMemo(
    () => (isGivenSorted ? list : sortRows(list, columns, sort)),
    [isGivenSorted, list, columns, sort],
  );
  const keyAt = useCallback(
    (index: number) => {
      const row = sorted[index];
      return row === undefined ? undefined : rowKey(row, index);
    },
    [sorted, rowKey],
  );
  const allKeys = useMemo(() => onceAsked(() => sorted.map(rowKey)), [sorted, rowKey]);
  const count = paged === null ? sorted.length : (paged.total ?? 0);

  const placeOf = useCallback(
    (id: RowId) =>
      typeof id === 'string' ? sorted.findIndex((row, index) => rowKey(row, index) === id) : id,
    [sorted, rowKey],
  );
  const idAt = (index: number) => (paged === null ? (keyAt(index) ?? null) : index);
  const [activeId, setActiveId] = useViewState<RowId | null>(`${stateKey}/row`, null);
  const found = useMemo(() => (activeId === null ? -1 : placeOf(activeId)), [placeOf, activeId]);

  const pagedRowAt = paged?.rowAt;
  const rowAt = useCallback(
    (index: number) => {
      if (pagedRowAt !== undefined) return pagedRowAt(index);
      const row = sorted[index];
      return row === undefined ? undefined : (latest?.(row) ?? row);
    },
    [pagedRowAt, sorted, latest],
  );

  return {
    ...{ count, rowAt, keyAt, allKeys, idAt, placeOf },
    slotKeyAt: (index) => (paged === null ? (keyAt(index) ?? '') : String(index)),
    active: Math.max(0, Math.min(found, count - 1)),
    isRestored: found >= 0,
    setActive: (index) => setActiveId(idAt(index)),
    sort,
    onSort: isGivenSorted ? input.onSort : setOwnSort,
  };
}

function onceAsked<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Tells who gives the rows which of them are on screen. */
export function useRowsInSight<Row>(
  input: TableRowsInput<Row>,
  keyAt: KeyAt,
  { first, last }: { readonly first: number; readonly last: number },
): void {
  const onVisibleRange = 'rowAt' in input.rows ? input.rows.onVisibleRange : undefined;
  useEffect(() => {
    if (last >= first) onVisibleRange?.(first, last);
  }, [first, last, onVisibleRange]);
  useVisibleRows(keyAt, first, last, input.onVisibleRows);
  useEndReached(last, 'rowAt' in input.rows ? 0 : input.rows.length, input.onEndReached);
}

/** Scrolling rests when nothing moved for this long. */
const restMs = 80;
/** Rows before the end at which more are asked for. */
const ahead = 20;

/** Tells which rows are in sight once scrolling rests, and again when others take their places. */
function useVisibleRows(
  keyAt: KeyAt,
  first: number,
  last: number,
  onVisibleRows: ((keys: string[]) => void) | undefined,
): void {
  const latest = useRef({ keyAt, first, last, onVisibleRows });
  latest.current = { keyAt, first, last, onVisibleRows };
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: they are what the timer waits after
  useEffect(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
  }, [first, last]);
  // Rows that arrive faster than the timer must not put it off for ever.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of them has to be reported
  useEffect(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const now = latest.current;
      const keys: string[] = [];
      for (let index = now.first; index <= now.last; index += 1) {
        const key = now.keyAt(index);
        if (key !== undefined) keys.push(key);
      }
      if (keys.length > 0) now.onVisibleRows?.(keys);
    }, restMs);
  }, [keyAt, first, last, onVisibleRows]);
  useEffect(() => () => clearTimeout(timer.current), []);
}

/** Tells once for each length of the list that its end came near. */
function useEndReached(last: number, count: number, onEndReached: (() => void) | undefined): void {
  const told = useRef(-1);
  const near = last >= 0 && last >= count - ahead;
  useEffect(() => {
    if (!near || onEndReached === undefined || told.current === count) return;
    told.current = count;
    onEndReached();
  }, [near, count, onEndReached]);
}
