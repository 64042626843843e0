import { useEffect, useRef } from 'react';

/** Scrolling rests when nothing moved for this long. */
const restMs = 80;
/** Rows before the end at which more are asked for. */
const ahead = 20;

/** Tells which rows are in sight once scrolling rests, and again when others take their places. */
export function useVisibleRows(
  keys: readonly string[],
  first: number,
  last: number,
  onVisibleRows: ((keys: string[]) => void) | undefined,
): void {
  const latest = useRef({ keys, first, last, onVisibleRows });
  latest.current = { keys, first, last, onVisibleRows };
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: they are what the timer waits after
  useEffect(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
  }, [first, last]);
  // Rows that arrive faster than the timer must not put it off for ever.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of them has to be reported
  useEffect(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const now = latest.current;
      if (now.last >= now.first) now.onVisibleRows?.(now.keys.slice(now.first, now.last + 1));
    }, restMs);
  }, [keys, first, last, onVisibleRows]);
  useEffect(() => () => clearTimeout(timer.current), []);
}

/** Tells once for each length of the list that its end came near. */
export function useEndReached(last: number, count: number, onEndReached: (() => void) | undefined): void {
  const told = useRef(-1);
  const near = last >= 0 && last >= count - ahead;
  useEffect(() => {
    if (!near || onEndReached === undefined || told.current === count) return;
    told.current = count;
    onEndReached();
  }, [near, count, onEndReached]);
}
