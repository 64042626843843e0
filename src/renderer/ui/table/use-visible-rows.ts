import { useEffect, useRef } from 'react';

type Range = { readonly startIndex: number; readonly endIndex: number } | null;

/** Scrolling rests when nothing moved for this long. */
const restMs = 80;
/** Rows before the end at which more are asked for. */
const ahead = 20;

/** Tells which rows are on screen once scrolling rests. */
export function useVisibleRows(
  keys: readonly string[],
  range: Range,
  onVisibleRows: ((keys: string[]) => void) | undefined,
): void {
  const start = range?.startIndex ?? 0;
  const end = range?.endIndex ?? -1;
  useEffect(() => {
    if (onVisibleRows === undefined || end < start) return;
    const timer = setTimeout(() => onVisibleRows(keys.slice(start, end + 1)), restMs);
    return () => clearTimeout(timer);
  }, [keys, start, end, onVisibleRows]);
}

/** Tells once for each length of the list that its end came near. */
export function useEndReached(range: Range, count: number, onEndReached: (() => void) | undefined): void {
  const told = useRef(-1);
  const near = range !== null && count > 0 && range.endIndex >= count - ahead;
  useEffect(() => {
    if (!near || onEndReached === undefined || told.current === count) return;
    told.current = count;
    onEndReached();
  }, [near, count, onEndReached]);
}
