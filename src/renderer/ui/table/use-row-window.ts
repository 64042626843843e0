import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { offsetToShow, rowScale, rowsInView, rowTop } from './row-scale.ts';

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

export interface DrawnRow {
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
