/** Keys of the chosen rows. */
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

/** How many of these rows are chosen; chosen rows that a filter hides do not count. */
export function selectedShare(selection: RowSelection, keys: readonly string[]): SelectedShare {
  if (selection.size === 0 || keys.length === 0) return 'none';
  let selected = 0;
  for (const key of keys) if (selection.has(key)) selected += 1;
  if (selected === 0) return 'none';
  return selected === keys.length ? 'all' : 'some';
}

/** The header's box: all of these rows, or, when all are chosen already, none of them. Hidden ones stay as they are. */
export function withAll(selection: RowSelection, keys: readonly string[]): RowSelection {
  const select = selectedShare(selection, keys) !== 'all';
  const next = new Set(selection);
  for (const key of keys) {
    if (select) next.add(key);
    else next.delete(key);
  }
  return next;
}
