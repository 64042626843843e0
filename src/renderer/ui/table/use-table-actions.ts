import type { Virtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type RefObject, useMemo, useRef } from 'react';
import { type RowSelection, withAll, withRange, withRow } from './row-selection.ts';
import { rowAfterKey } from './table-keys.ts';
import type { RowHandlers } from './table-row.tsx';

interface TableActionsInput<Row> {
  readonly sorted: readonly Row[];
  readonly keys: readonly string[];
  readonly active: number;
  readonly setActiveKey: (key: string | null) => void;
  readonly selection?: { readonly selected: RowSelection; readonly onChange: (next: RowSelection) => void };
  readonly onOpen?: (row: Row) => void;
  readonly rowKeys?: Readonly<Record<string, (row: Row) => void>>;
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>;
  readonly scroll: RefObject<HTMLDivElement | null>;
  readonly rowsPerPage: () => number;
}

/** What clicks and keys do. The handlers stay the same, so that rows need not be drawn again. */
export function useTableActions<Row>(input: TableActionsInput<Row>) {
  const latest = useRef(input);
  latest.current = input;
  const anchor = useRef<string | null>(null);

  return useMemo(() => {
    function select(index: number, selected: boolean, range: boolean) {
      const { keys, selection } = latest.current;
      const key = keys[index];
      if (key === undefined || selection === undefined) return;
      const from = range ? anchor.current : null;
      selection.onChange(
        from === null
          ? withRow(selection.selected, key, selected)
          : withRange(selection.selected, keys, from, key, selected),
      );
      anchor.current = key;
    }

    function toggleAll() {
      const { keys, selection } = latest.current;
      selection?.onChange(withAll(selection.selected, keys));
    }

    function open(index: number) {
      const row = latest.current.sorted[index];
      if (row !== undefined) latest.current.onOpen?.(row);
    }

    function focus(index: number) {
      const key = latest.current.keys[index];
      if (key !== undefined) latest.current.setActiveKey(key);
    }

    function moveTo(index: number) {
      const { virtualizer, scroll } = latest.current;
      focus(index);
      virtualizer.scrollToIndex(index);
      // A row far away is drawn in the next frames: the focus follows as soon as it is there.
      const focusRow = (framesLeft: number) => {
        const row = scroll.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
        if (row) row.focus({ preventScroll: true });
        else if (framesLeft > 0) requestAnimationFrame(() => focusRow(framesLeft - 1));
      };
      requestAnimationFrame(() => focusRow(10));
    }

    function onKeyDown(event: KeyboardEvent<HTMLElement>) {
      const { active, keys, sorted, selection, rowsPerPage, rowKeys } = latest.current;
      const inRow = event.target instanceof Element && event.target.closest('[data-index]') !== null;
      if (!inRow || event.defaultPrevented) return;
      const onRowItself = event.target instanceof Element && event.target.matches('[data-index]');
      const target = rowAfterKey(event.key, active, keys.length, rowsPerPage());
      const row = sorted[active];
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      const further = plain && row !== undefined ? rowKeys?.[event.key] : undefined;
      if (target !== null && plain) moveTo(target);
      else if (event.key === ' ' && onRowItself && selection !== undefined)
        select(active, !selection.selected.has(keys[active] ?? ''), event.shiftKey);
      else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && selection !== undefined) toggleAll();
      else if (event.key === 'Enter' && onRowItself) open(active);
      else if (further !== undefined && row !== undefined) further(row);
      else return;
      event.preventDefault();
    }

    const handlers: RowHandlers & { readonly toggleAll: () => void } = { select, open, focus, toggleAll };
    return { handlers, onKeyDown };
  }, []);
}
