/** Few things at a time, of which thousands come and go in a second. In no order. */
export interface SmallSet<T> {
  readonly add: (item: T) => void;
  /** What is not in it is ignored. */
  readonly remove: (item: T) => void;
  /** As they are now: changes of the set do not change it. */
  readonly items: () => readonly T[];
}

/**
 * An array, because V8's `Set` moves to a new table after every few items that come and go, and each old table refers to
 * the next one. Once one of them is in the old generation, all later ones and what was in them stay until the next full
 * collection. For sessions that are read, that was a third of all memory they took, and half of the time for collecting it.
 */
export function createSmallSet<T>(): SmallSet<T> {
  const items: T[] = [];
  return {
    add: (item) => void items.push(item),
    remove: (item) => {
      const at = items.indexOf(item);
      if (at === -1) return;
      const last = items.pop();
      if (last !== undefined && at < items.length) items[at] = last;
    },
    items: () => [...items],
  };
}
