import { useMemo, useRef } from 'react';

/** Keys of the selected rows. */
export type RowSelection = ReadonlySet<string>;

export const nothingSelected: RowSelection = new Set();

export function withRow(selection: RowSelection, key: string, selected: boolean): RowSelection {
  if (selection.has(key) === selected) return selection;
  const next = new Set(selection);
  if (selected) next.add(key);
  else next.delete(key);
  return next;
}

/** All rows from one to the other, whichever comes first, get the same state. */
export function withRange(
  selection: RowSelection,
  keys: readonly string[],
  from: string,
  to: string,
  selected: boolean,
): RowSelection {
  const a = keys.indexOf(from);
  const b = keys.indexOf(to);
  if (a < 0 || b < 0) return withRow(selection, to, selected);
  const next = new Set(selection);
  for (const key of keys.slice(Math.min(a, b), Math.max(a, b) + 1)) {
    if (selected) next.add(key);
    else next.delete(key);
  }
  return next;
}

export type SelectedShare = 'none' | 'some' | 'all';

/** How many of these rows are selected. Selected rows that a filter hides do not count. */
export function selectedShare(selection: RowSelection, keys: readonly string[]): SelectedShare {
  if (selection.size === 0 || keys.length === 0) return 'none';
  let selected = 0;
  for (const key of keys) if (selection.has(key)) selected += 1;
  if (selected === 0) return 'none';
  return selected === keys.length ? 'all' : 'some';
}

/** The header's box: all of these rows, or none of them when all are selected already. Rows that a filter hides do not change. */
export function withAll(selection: RowSelection, keys: readonly string[]): RowSelection {
  const select = selectedShare(selection, keys) !== 'all';
  const next = new Set(selection);
  for (const key of keys) {
    if (select) next.add(key);
    else next.delete(key);
  }
  return next;
}

/** A selection of rows by their keys, which the table changes. */
export interface KeySelection {
  readonly selected: RowSelection;
  readonly onChange: (next: RowSelection) => void;
}

/** Checkboxes whose state is outside of the table: main may have it, for more rows than the console has read. */
export interface CheckedRows<Row> {
  /** What checking a box does to a row: "Select", "End". It is before the row's name, and the name of the column. */
  readonly act?: string;
  /** `excluded`: all rows are checked at first, and those that are not are marked. */
  readonly marks?: 'selected' | 'excluded';
  /** Undefined: this row cannot be selected. */
  readonly isSelected: (index: number, row: Row) => boolean | undefined;
  /** Why a row cannot be selected: its box is disabled and says so. Absent: such a row has no box. */
  readonly whyNot?: (row: Row) => string | undefined;
  readonly onSelect: (index: number, row: Row, selected: boolean) => void;
  /** With shift, from the row that was clicked before; both ends included. Absent: the row alone. */
  readonly onSelectRange?: (first: number, last: number, selected: boolean) => void;
}

/** What the table does with checkboxes, whoever has their state. */
export interface IndexSelection {
  /** Undefined: this row cannot be selected. */
  readonly isSelected: (index: number) => boolean | undefined;
  readonly whyNot?: (index: number) => string | undefined;
  /** With `range`: all rows from the one before. */
  readonly select: (index: number, selected: boolean, range: boolean) => void;
  /** Absent: boxes cannot be set all at once. */
  readonly toggleAll?: () => void;
  readonly share?: SelectedShare;
}

interface SelectableRows<Row> {
  readonly rowAt: (index: number) => Row | undefined;
  readonly keyAt: (index: number) => string | undefined;
  /** Of all rows, where they are known. Tens of thousands: asked for only when something is selected. */
  readonly allKeys: () => readonly string[];
}

/** The checkboxes by index; undefined where rows cannot be selected. */
export function useIndexSelection<Row>(
  { rowAt, keyAt, allKeys }: SelectableRows<Row>,
  selection: KeySelection | CheckedRows<Row> | undefined,
): IndexSelection | undefined {
  const anchor = useRef<number | string | null>(null);
  return useMemo((): IndexSelection | undefined => {
    if (selection === undefined) return undefined;
    return 'selected' in selection
      ? selectionByKey({ keyAt, allKeys }, selection, anchor)
      : selectionOfMain(rowAt, selection, anchor);
  }, [rowAt, keyAt, allKeys, selection]);
}

interface Anchor {
  current: number | string | null;
}

function selectionByKey(
  { keyAt, allKeys }: Pick<SelectableRows<never>, 'keyAt' | 'allKeys'>,
  { selected, onChange }: KeySelection,
  anchor: Anchor,
): IndexSelection {
  return {
    isSelected: (index) => selected.has(keyAt(index) ?? ''),
    select: (index, select, range) => {
      const key = keyAt(index);
      if (key === undefined) return;
      const from = range ? anchor.current : null;
      onChange(
        typeof from === 'string'
          ? withRange(selected, allKeys(), from, key, select)
          : withRow(selected, key, select),
      );
      anchor.current = key;
    },
    toggleAll: () => onChange(withAll(selected, allKeys())),
    share: selected.size === 0 ? 'none' : selectedShare(selected, allKeys()),
  };
}

function selectionOfMain<Row>(
  rowAt: (index: number) => Row | undefined,
  checked: CheckedRows<Row>,
  anchor: Anchor,
): IndexSelection {
  return {
    isSelected: (index) => {
      const row = rowAt(index);
      return row === undefined ? undefined : checked.isSelected(index, row);
    },
    whyNot: (index) => {
      const row = rowAt(index);
      return row === undefined ? undefined : checked.whyNot?.(row);
    },
    select: (index, selected, range) => {
      const from = range ? anchor.current : null;
      const row = rowAt(index);
      anchor.current = index;
      if (typeof from === 'number' && checked.onSelectRange !== undefined)
        checked.onSelectRange(Math.min(from, index), Math.max(from, index), selected);
      else if (row !== undefined) checked.onSelect(index, row, selected);
    },
  };
}
