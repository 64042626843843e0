import { useRef } from 'react';

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
