import { type RefObject, useEffect, useRef, useState } from 'react';

/** How long after the last move or key the rows stay where they are. */
const restMs = 1_200;

/**
 * Gives the rows, but while someone points or types inside `element` the ones from before: rows that arrive and sort
 * themselves in must not slide away under a click. Rows that were arranged anew are what was asked for.
 */
export function useHeld<T>(
  rows: readonly T[],
  arrangement: object,
  element: RefObject<HTMLElement | null>,
): readonly T[] {
  const [busy, setBusy] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const held = useRef({ rows, arrangement });

  useEffect(() => {
    const box = element.current;
    if (box === null) return;
    const hold = () => {
      setBusy(true);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setBusy(false), restMs);
    };
    const release = () => {
      clearTimeout(timer.current);
      setBusy(false);
    };
    const begins = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const;
    for (const name of begins) box.addEventListener(name, hold, { passive: true });
    const left = (event: FocusEvent) => {
      if (!(event.relatedTarget instanceof Node && box.contains(event.relatedTarget))) release();
    };
    box.addEventListener('pointerleave', release);
    box.addEventListener('focusout', left);
    return () => {
      for (const name of begins) box.removeEventListener(name, hold);
      box.removeEventListener('pointerleave', release);
      box.removeEventListener('focusout', left);
      clearTimeout(timer.current);
    };
  }, [element]);

  const isFresh = held.current.arrangement !== arrangement || held.current.rows.length === 0;
  if (!busy || isFresh) held.current = { rows, arrangement };
  return held.current.rows;
}
