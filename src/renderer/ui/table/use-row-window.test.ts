import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nextSlots,
  noSlots,
  offsetToShow,
  type RowSlots,
  rowScale,
  rowsInView,
  rowTop,
} from './use-row-window.ts';

const view = 640;

describe('the scale of a table', () => {
  it('is one to one as long as the rows fit into an element', () => {
    const scale = rowScale(10_000, 32, view);
    expect(scale.height).toBe(320_000);
    expect(scale.toRows(12_345)).toBe(12_345);
    expect(rowTop(scale, 400, 32, 12_345)).toBe(12_800);
  });

  it.each([32, 40])('leads to the first and to the last of a million rows of %i px', (rowHeight) => {
    const scale = rowScale(1_000_000, rowHeight, view);
    expect(scale.height).toBeLessThan(33_000_000);
    expect(scale.toRows(0)).toBe(0);
    const end = scale.toRows(scale.height - view);
    expect(rowsInView(end, view, rowHeight, 1_000_000).last).toBe(999_999);
    expect(rowTop(scale, 999_999, rowHeight, scale.height - view)).toBe(scale.height - rowHeight);
  });

  it('shows every row of a million where it belongs, whatever was scrolled to', () => {
    const scale = rowScale(1_000_000, 40, view);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (index) => {
        const scrollTop = scale.toScroll(offsetToShow(index, 40, 0, view));
        const top = rowTop(scale, index, 40, scrollTop) - scrollTop;
        expect(top).toBeGreaterThanOrEqual(-1);
        expect(top + 40).toBeLessThanOrEqual(view + 1);
      }),
    );
  });

  it('never places a row outside of its element', () => {
    const scale = rowScale(1_000_000, 40, view);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999 }),
        fc.integer({ min: 0, max: scale.height }),
        (index, scrollTop) => {
          const top = rowTop(scale, index, 40, scrollTop);
          expect(top).toBeGreaterThanOrEqual(0);
          expect(top).toBeLessThanOrEqual(scale.height - 40);
        },
      ),
    );
  });
});

describe('the rows in sight', () => {
  it('are those that are in sight in part, too', () => {
    expect(rowsInView(16, 64, 32, 100)).toEqual({ first: 0, last: 2 });
    expect(rowsInView(32, 64, 32, 100)).toEqual({ first: 1, last: 2 });
  });

  it('end with the last row, and are none where there are none', () => {
    expect(rowsInView(0, 640, 32, 3)).toEqual({ first: 0, last: 2 });
    expect(rowsInView(0, 640, 32, 0)).toEqual({ first: 0, last: -1 });
  });

  it('move as little as it takes to show another one', () => {
    expect(offsetToShow(5, 32, 64, 320)).toBe(64);
    expect(offsetToShow(1, 32, 64, 320)).toBe(32);
    expect(offsetToShow(20, 32, 64, 320)).toBe(352);
  });
});

function slotsOf({ byKey }: RowSlots): Record<string, number> {
  return Object.fromEntries(byKey);
}

const first = nextSlots(noSlots, ['a', 'b', 'c'], [undefined]);

describe('the elements of rows', () => {
  it('stay with their rows while these are drawn, and new rows get new ones', () => {
    expect(slotsOf(first)).toEqual({ a: 0, b: 1, c: 2 });
    expect(slotsOf(nextSlots(first, ['b', 'c', 'd'], [undefined]))).toEqual({ b: 1, c: 2, d: 3 });
  });

  it('go to other rows when none of the rows from before is left', () => {
    const jumped = nextSlots(first, ['x', 'y', 'z', 'w'], [undefined]);
    expect(slotsOf(jumped)).toEqual({ x: 0, y: 1, z: 2, w: 3 });
  });

  it('are not given to another row while the row that has the focus is in them', () => {
    const apart = nextSlots(first, ['b', 'x', 'y'], ['b']);
    expect(slotsOf(apart)).toEqual({ b: 1, x: 0, y: 2 });
  });

  it('are given up when the row that had the focus is not there any more', () => {
    expect(slotsOf(nextSlots(first, ['x', 'y', 'z'], ['x', 'b']))).toEqual({ x: 0, y: 2, z: 3 });
  });
});
