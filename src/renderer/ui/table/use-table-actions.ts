import { type KeyboardEvent, type RefObject, useMemo, useRef } from 'react';
import { rowAfterKey } from './table-keys.ts';
import type { RowHandlers } from './table-row.tsx';

export interface IndexSelection {
  /** Undefined: this row cannot be chosen. */
  readonly isSelected: (index: number) => boolean | undefined;
  /** With `range`: all rows from the one before. */
  readonly select: (index: number, selected: boolean, range: boolean) => void;
  readonly toggleAll?: () => void;
}

interface TableActionsInput<Row> {
  readonly count: number;
  /** Undefined: there, and not read yet. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly selection: IndexSelection | undefined;
  readonly onOpen: ((row: Row) => void) | undefined;
  readonly rowKeys: Readonly<Record<string, (row: Row) => void>> | undefined;
  readonly scrollToIndex: (index: number) => void;
  readonly scroll: RefObject<HTMLDivElement | null>;
  readonly rowsPerPage: () => number;
}

/** What clicks and keys do. The handlers stay the same, so that rows need not be drawn again. */
export function useTableActions<Row>(input: TableActionsInput<Row>) {
  const latest = useRef(input);
  latest.current = input;

  return useMemo(() => {
    function select(index: number, selected: boolean, range: boolean) {
      latest.current.selection?.select(index, selected, range);
    }

    function toggleAll() {
      latest.current.selection?.toggleAll?.();
    }

    function open(index: number) {
      const row = latest.current.rowAt(index);
      if (row !== undefined) latest.current.onOpen?.(row);
    }

    function focus(index: number) {
      latest.current.setActive(index);
    }

    function moveTo(index: number) {
      const { scrollToIndex, scroll } = latest.current;
      focus(index);
      scrollToIndex(index);
      // A row far away is drawn in the next frames: the focus follows as soon as it is there.
      const focusRow = (framesLeft: number) => {
        const row = scroll.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
        if (row) row.focus({ preventScroll: true });
        else if (framesLeft > 0) requestAnimationFrame(() => focusRow(framesLeft - 1));
      };
      requestAnimationFrame(() => focusRow(10));
    }

    function onKeyDown(event: KeyboardEvent<HTMLElement>) {
      const { active, count, rowAt, selection, rowsPerPage, rowKeys } = latest.current;
      const inRow = event.target instanceof Element && event.target.closest('[data-index]') !== null;
      if (!inRow || event.defaultPrevented) return;
      const onRowItself = event.target instanceof Element && event.target.matches('[data-index]');
      const target = rowAfterKey(event.key, active, count, rowsPerPage());
      const row = rowAt(active);
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      const further = plain && row !== undefined ? rowKeys?.[event.key] : undefined;
      if (target !== null && plain) moveTo(target);
      else if (event.key === ' ' && onRowItself && selection !== undefined) {
        const selected = selection.isSelected(active);
        if (selected !== undefined) select(active, !selected, event.shiftKey);
      } else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && selection?.toggleAll !== undefined)
        toggleAll();
      else if (event.key === 'Enter' && onRowItself) open(active);
      else if (further !== undefined && row !== undefined) further(row);
      else return;
      event.preventDefault();
    }

    const handlers: RowHandlers & { readonly toggleAll: () => void } = { select, open, focus, toggleAll };
    return { handlers, onKeyDown };
  }, []);
}
