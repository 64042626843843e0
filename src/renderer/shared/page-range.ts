/** Rows of one page, as they are asked for. */
export const pageSize = 200;

/** So many rows before and after those in sight are read along. */
const margin = 60;

/** Pages from `first` to `last`, both included. */
export interface PageRange {
  readonly first: number;
  readonly last: number;
}

/** The pages that hold the rows in sight, and those beside them. */
export function pagesAround(firstRow: number, lastRow: number): PageRange {
  return {
    first: Math.max(0, Math.floor((firstRow - margin) / pageSize)),
    last: Math.max(0, Math.floor((lastRow + margin) / pageSize)),
  };
}

/**
 * The pages to read, in order. The first is always among them: it tells how many rows there are. None lies beyond the
 * last row, as far as their number is known.
 */
export function pagesToRead({ first, last }: PageRange, total: number | null): readonly number[] {
  const end = total === null ? last : Math.min(last, Math.ceil(total / pageSize) - 1);
  const pages = new Set([0]);
  for (let page = first; page <= end; page += 1) pages.add(page);
  return [...pages].sort((a, b) => a - b);
}
