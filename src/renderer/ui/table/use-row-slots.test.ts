import { describe, expect, it } from 'vitest';
import { nextSlots, noSlots, type RowSlots } from './use-row-slots.ts';

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
