import { useMemo, useRef } from 'react';
import type { PagedSelection } from './paged-table.tsx';
import type { IndexSelection } from './use-table-actions.ts';

/** Checkboxes of rows that come by page, for clicks and keys. */
export function useIndexSelection<Row>(
  rowAt: (index: number) => Row | undefined,
  selection: PagedSelection<Row> | undefined,
): IndexSelection | undefined {
  const anchor = useRef<number | null>(null);
  return useMemo(() => {
    if (selection === undefined) return undefined;
    return {
      isSelected: (index) => {
        const row = rowAt(index);
        return row === undefined ? undefined : selection.isSelected(index, row);
      },
      select: (index, selected, range) => {
        const from = range ? anchor.current : null;
        const row = rowAt(index);
        anchor.current = index;
        if (from !== null && selection.onSelectRange !== undefined)
          selection.onSelectRange(Math.min(from, index), Math.max(from, index), selected);
        else if (row !== undefined) selection.onSelect(index, row, selected);
      },
    };
  }, [rowAt, selection]);
}
