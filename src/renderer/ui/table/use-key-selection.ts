import { useMemo, useRef } from 'react';
import { type RowSelection, selectedShare, withAll, withRange, withRow } from './row-selection.ts';
import type { IndexSelection } from './use-table-actions.ts';

/** A choice among rows by their keys, to be changed by clicks, ranges and keys. */
export interface KeySelection {
  readonly selected: RowSelection;
  readonly onChange: (next: RowSelection) => void;
}

/** The same by index, as the table works; undefined where rows cannot be chosen. */
export function useKeySelection(keys: readonly string[], selection: KeySelection | undefined) {
  const anchor = useRef<string | null>(null);
  const byIndex = useMemo((): IndexSelection | undefined => {
    if (selection === undefined) return undefined;
    const { selected, onChange } = selection;
    return {
      isSelected: (index) => selected.has(keys[index] ?? ''),
      select: (index, select, range) => {
        const key = keys[index];
        if (key === undefined) return;
        const from = range ? anchor.current : null;
        onChange(
          from === null ? withRow(selected, key, select) : withRange(selected, keys, from, key, select),
        );
        anchor.current = key;
      },
      toggleAll: () => onChange(withAll(selected, keys)),
    };
  }, [keys, selection]);
  const selected = selection?.selected;
  const share = useMemo(
    () => (selected === undefined ? 'none' : selectedShare(selected, keys)),
    [selected, keys],
  );
  return { byIndex, share };
}
