import { useEffect, useRef } from 'react';

/** Frames in which the dialog fades and itself returns the focus, where the element that had it is still there. */
const framesToWait = 12;

/**
 * The focus was often on one of the sessions that were ended, and this row is gone. Then the focus goes to the row that
 * took its place in the table, or to the page: never to nowhere.
 */
export function useFocusReturn(open: boolean): void {
  const grid = useRef<Element | null>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (open) {
      if (!wasOpen.current) grid.current = document.querySelector('[role="grid"]');
      wasOpen.current = true;
      return;
    }
    if (!wasOpen.current) return;
    wasOpen.current = false;
    let frame = 0;
    const wait = (left: number) => {
      if (left > 0) {
        frame = requestAnimationFrame(() => wait(left - 1));
        return;
      }
      if (document.activeElement !== null && document.activeElement !== document.body) return;
      const row = grid.current?.isConnected ? grid.current.querySelector('[data-index][tabindex="0"]') : null;
      const target = row ?? document.querySelector('main');
      if (target instanceof HTMLElement) target.focus({ preventScroll: true });
    };
    frame = requestAnimationFrame(() => wait(framesToWait));
    return () => cancelAnimationFrame(frame);
  }, [open]);
}
