import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

/** Rows drawn beyond those in sight, at both ends. */
const beyond = 4;

interface RowWindowInput {
  readonly scroll: RefObject<HTMLElement | null>;
  readonly count: number;
  readonly rowHeight: number;
  /** Height of the header, which lies over the rows. */
  readonly headerHeight: number;
  /** This row stays in the document, or the focus would be lost by scrolling. */
  readonly active: number;
}

interface DrawnRow {
  readonly index: number;
  /** Null: it follows the row before. Else it is drawn by itself, at this distance in px from the top of all rows. */
  readonly apart: number | null;
}

interface RowWindow {
  /** The rows in sight, both ends included; `last` is before `first` when there are none. */
  readonly first: number;
  readonly last: number;
  /** In px, of the element that all rows are in. */
  readonly bodyHeight: number;
  /** Where the rows that follow one another begin in it, in px. */
  readonly offset: number;
  /** In the order of the table, but for one that is drawn apart. */
  readonly drawn: readonly DrawnRow[];
  readonly rowsPerPage: () => number;
  readonly scrollToIndex: (index: number) => void;
}

/** Which rows of equal height have to be drawn, and where: for any number of them. */
export function useRowWindow(input: RowWindowInput): RowWindow {
  const { scroll, count, rowHeight, headerHeight, active } = input;
  const [scrollTop, setScrollTop] = useState(0);
  const [height, setHeight] = useState(0);

  useLayoutEffect(() => {
    const box = scroll.current;
    if (box === null) return;
    setHeight(box.clientHeight);
    setScrollTop(box.scrollTop);
    const observer = new ResizeObserver(() => setHeight(box.clientHeight));
    observer.observe(box);
    return () => observer.disconnect();
  }, [scroll]);

  useEffect(() => {
    const box = scroll.current;
    if (box === null) return;
    // At once: rows that come a frame after the scrolling would show a gap.
    const follow = () => flushSync(() => setScrollTop(box.scrollTop));
    box.addEventListener('scroll', follow, { passive: true });
    return () => box.removeEventListener('scroll', follow);
  }, [scroll]);

  const view = Math.max(0, height - headerHeight);
  const scale = useMemo(() => rowScale(count, rowHeight, view), [count, rowHeight, view]);
  const { first, last } = rowsInView(scale.toRows(scrollTop), view, rowHeight, count);

  const latest = useRef({ scale, view, rowHeight });
  latest.current = { scale, view, rowHeight };
  const scrollToIndex = useCallback(
    (index: number) => {
      const box = scroll.current;
      const now = latest.current;
      if (box === null) return;
      const offset = now.scale.toRows(box.scrollTop);
      const wanted = offsetToShow(index, now.rowHeight, offset, now.view);
      if (wanted !== offset) box.scrollTop = now.scale.toScroll(wanted);
    },
    [scroll],
  );

  const from = Math.max(0, first - beyond);
  const drawn: DrawnRow[] = [];
  for (let index = from; index <= Math.min(count - 1, last + beyond); index += 1) {
    drawn.push({ index, apart: null });
  }
  if (active < count && !drawn.some(({ index }) => index === active)) {
    // Always first, so that it never has to be moved past the others: moving an element takes the focus from it.
    drawn.unshift({ index: active, apart: rowTop(scale, active, rowHeight, scrollTop) });
  }

  return {
    first,
    last,
    bodyHeight: scale.height,
    offset: from * rowHeight - scale.toRows(scrollTop) + scrollTop,
    drawn,
    rowsPerPage: () => Math.max(1, Math.floor(view / rowHeight) - 1),
    scrollToIndex,
  };
}

/**
 * Up to this height browsers place what is drawn to the pixel: they count in single-precision numbers, which are whole
 * until 2^24. Elements cannot be higher than about twice as much at all.
 */
const tallest = 16_000_000;

/** Translates scroll positions to places among rows that together can be higher than an element can be. */
interface RowScale {
  /** Height in px of the element that contains the rows. */
  readonly height: number;
  /** From a scroll position to the distance in px of what is in view from the top of the first row. */
  readonly toRows: (scrollTop: number) => number;
  /** The reverse. */
  readonly toScroll: (offset: number) => number;
}

/** `view`: px of the rows that are in sight at once. As long as the rows fit, the scale is one to one. */
export function rowScale(count: number, rowHeight: number, view: number, limit = tallest): RowScale {
  const whole = count * rowHeight;
  if (whole <= limit) return { height: whole, toRows: same, toScroll: same };
  const scrolled = Math.max(1, limit - view);
  const ratio = (whole - view) / scrolled;
  return {
    height: limit,
    // Beyond the last row, where the footer is, one to one again.
    toRows: (scrollTop) =>
      scrollTop <= scrolled ? scrollTop * ratio : whole - view + (scrollTop - scrolled),
    toScroll: (offset) => Math.min(scrolled, Math.max(0, offset / ratio)),
  };
}

function same(offset: number): number {
  return offset;
}

/** The place of a row inside the element, in px. A row out of sight never makes the element higher. */
export function rowTop(scale: RowScale, index: number, rowHeight: number, scrollTop: number): number {
  const top = index * rowHeight - scale.toRows(scrollTop) + scrollTop;
  return Math.min(Math.max(0, top), Math.max(0, scale.height - rowHeight));
}

/** The rows in sight, both ends included; `last` is before `first` when there are none. */
export function rowsInView(
  offset: number,
  view: number,
  rowHeight: number,
  count: number,
): { readonly first: number; readonly last: number } {
  const first = Math.min(Math.max(0, count - 1), Math.max(0, Math.floor(offset / rowHeight)));
  const last = Math.min(count - 1, Math.ceil((offset + view) / rowHeight) - 1);
  return { first, last };
}

/** The least movement that brings a row into sight; the offset as it is when it is in sight already. */
export function offsetToShow(index: number, rowHeight: number, offset: number, view: number): number {
  const top = index * rowHeight;
  if (top < offset) return top;
  return top + rowHeight > offset + view ? top + rowHeight - view : offset;
}

/** The elements that rows are drawn in, by the keys of the rows. */
export interface RowSlots {
  readonly byKey: ReadonlyMap<string, number>;
  /** Never given out yet. */
  readonly next: number;
}

export const noSlots: RowSlots = { byKey: new Map(), next: 0 };

/**
 * The elements for these rows. A row stays in its element as long as it is drawn. After a jump, when none of the rows
 * from before is left, others take over their elements: making new ones takes twice as long. The element of the row
 * that has the focus, or had it before, goes to no other row: the focus would seem to be there.
 */
export function nextSlots(
  before: RowSlots,
  keys: readonly string[],
  focused: readonly (string | undefined)[],
): RowSlots {
  const isFocused = (key: string) => focused.includes(key);
  const jumped = !keys.some((key) => before.byKey.has(key) && !isFocused(key));
  const free = jumped ? [...before.byKey].filter(([key]) => !isFocused(key)).map(([, slot]) => slot) : [];
  const byKey = new Map<string, number>();
  let { next } = before;
  let used = 0;
  for (const key of keys) {
    const slot = before.byKey.get(key) ?? free[used++] ?? next++;
    byKey.set(key, slot);
  }
  return { byKey, next };
}

/** Gives the element of each drawn row, as a key for React. `active`: the key of the row that has the focus. */
export function useRowSlots(keys: readonly string[], active: string | undefined): (key: string) => number {
  const slots = useRef(noSlots);
  const activeBefore = useRef(active);
  slots.current = nextSlots(slots.current, keys, [active, activeBefore.current]);
  activeBefore.current = active;
  return (key) => slots.current.byKey.get(key) ?? -1;
}
