import { type RefObject, useEffect, useRef } from 'react';

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
