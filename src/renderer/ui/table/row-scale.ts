/**
 * Up to this height browsers place what is drawn to the pixel: they count in single-precision numbers, which are whole
 * until 2^24. Elements cannot be higher than about twice as much at all.
 */
const tallest = 16_000_000;

/** Translates scroll positions to places among rows that together can be higher than an element can be. */
export interface RowScale {
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
