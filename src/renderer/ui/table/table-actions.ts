import { type KeyboardEvent, type RefObject, useMemo, useRef } from 'react';
import { announce } from '../announce.ts';
import type { IndexSelection } from './selection.ts';
import type { RowHandlers } from './table-row.tsx';

/** Something that can be done with one row, by its key or from its menu. */
export interface RowAction<Row> {
  readonly id: string;
  readonly label: string;
  /** Does it with the active row. Without Ctrl, Alt or Meta. */
  readonly key?: string;
  /** `end`: it leads to ending sessions. */
  readonly tone?: 'end';
  /** Absent: with every row. */
  readonly isAvailable?: (row: Row) => boolean;
  readonly run: (row: Row) => void;
}

interface TableActionsInput<Row> {
  readonly count: number;
  /** Undefined: there, and not read yet. */
  readonly rowAt: (index: number) => Row | undefined;
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly selection: IndexSelection | undefined;
  readonly onOpen: ((row: Row) => void) | undefined;
  readonly rowActions: readonly RowAction<Row>[];
  readonly openMenu: (index: number, x: number, y: number) => void;
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
      const { active, count, rowAt, selection, rowsPerPage, rowActions } = latest.current;
      const inRow = event.target instanceof Element && event.target.closest('[data-index]') !== null;
      if (!inRow || event.defaultPrevented) return;
      const onRowItself = event.target instanceof Element && event.target.matches('[data-index]');
      const target = rowAfterKey(event.key, active, count, rowsPerPage());
      const row = rowAt(active);
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      const action =
        plain && row !== undefined
          ? rowActions.find(({ key, isAvailable }) => key === event.key && (isAvailable?.(row) ?? true))
          : undefined;
      if (target !== null && plain) moveTo(target);
      else if (event.key === ' ' && onRowItself && selection !== undefined) {
        const selected = selection.isSelected(active);
        if (selected !== undefined) select(active, !selected, event.shiftKey);
        else announce(selection.whyNot?.(active) ?? '');
      } else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && selection?.toggleAll !== undefined)
        toggleAll();
      else if (event.key === 'Enter' && onRowItself) open(active);
      else if (action !== undefined && row !== undefined) action.run(row);
      else return;
      event.preventDefault();
    }

    function menu(index: number, x: number, y: number) {
      focus(index);
      latest.current.openMenu(index, x, y);
    }

    const handlers: RowHandlers = { select, open, focus, menu };
    return { handlers, toggleAll, onKeyDown };
  }, []);
}

/** Where a key leads the focus to in a table; null when the key is not for moving. */
export function rowAfterKey(key: string, active: number, count: number, rowsPerPage: number): number | null {
  if (count === 0) return null;
  const last = count - 1;
  const clamp = (index: number) => Math.min(last, Math.max(0, index));
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return clamp(active + 1);
    case 'ArrowUp':
    case 'k':
      return clamp(active - 1);
    case 'PageDown':
      return clamp(active + rowsPerPage);
    case 'PageUp':
      return clamp(active - rowsPerPage);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
