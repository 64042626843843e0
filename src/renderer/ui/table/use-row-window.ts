import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { offsetToShow, rowScale, rowsInView, rowTop } from './row-scale.ts';

/** Rows drawn beyond those in sight, at both ends. */
const beyond = 6;

interface RowWindowInput {
  readonly scroll: RefObject<HTMLElement | null>;
  readonly count: number;
  readonly rowHeight: number;
  /** Height of the header, which lies over the rows. */
  readonly headerHeight: number;
  /** This row stays in the document, or the focus would be lost by scrolling. */
  readonly active: number;
}

/** Which rows of equal height have to be drawn, and where: for any number of them. */
export function useRowWindow({ scroll, count, rowHeight, headerHeight, active }: RowWindowInput) {
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

  const indexes: number[] = [];
  const end = Math.min(count - 1, last + beyond);
  for (let index = Math.max(0, first - beyond); index <= end; index += 1) indexes.push(index);
  if (active < count && !indexes.includes(active)) indexes.push(active);

  return {
    first,
    last,
    bodyHeight: scale.height,
    drawn: indexes
      .sort((a, b) => a - b)
      .map((index) => ({ index, top: rowTop(scale, index, rowHeight, scrollTop) })),
    rowsPerPage: () => Math.max(1, Math.floor(view / rowHeight) - 1),
    scrollToIndex,
  };
}
