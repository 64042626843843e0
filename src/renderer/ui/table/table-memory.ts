import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { readEntry, useHistoryEntry, writeEntry } from '../view-state.ts';

/**
 * Keeps a scroll position for going back. Rows can arrive after the table: it scrolls as soon as they reach that far,
 * unless the reader has scrolled by then.
 */
export function useScrollMemory(element: RefObject<HTMLElement | null>, name: string, height: number): void {
  const entry = useHistoryEntry();
  const wanted = useRef(readEntry<number>(entry, name) ?? 0);

  useLayoutEffect(() => {
    const box = element.current;
    if (box === null || wanted.current === 0 || height < wanted.current) return;
    box.scrollTop = wanted.current;
    wanted.current = 0;
  }, [element, height]);

  useEffect(() => {
    const box = element.current;
    if (box === null) return;
    const keep = () => {
      if (wanted.current === 0) writeEntry(entry, name, box.scrollTop);
    };
    const giveUp = () => {
      wanted.current = 0;
    };
    box.addEventListener('scroll', keep, { passive: true });
    box.addEventListener('wheel', giveUp, { passive: true });
    return () => {
      box.removeEventListener('scroll', keep);
      box.removeEventListener('wheel', giveUp);
    };
  }, [element, entry, name]);
}

/** Going back to a table: the row that had the focus gets it again, unless something else took it by then. */
export function useRestoredFocus(
  scroll: RefObject<HTMLElement | null>,
  restored: boolean,
  active: number,
  ready: boolean,
): void {
  const waiting = useRef(restored);
  useEffect(() => {
    if (!waiting.current || !ready) return;
    waiting.current = false;
    const focused = document.activeElement;
    if (focused !== null && focused !== document.body && !focused.matches('main')) return;
    scroll.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)?.focus({ preventScroll: true });
  }, [scroll, active, ready]);
}
