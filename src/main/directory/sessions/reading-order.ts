/** Which handles are read next: those asked for first, then the rest as they were listed. */
export interface ReadingOrder {
  readonly add: (handles: readonly string[]) => void;
  /** Moves handles to the front, in this order, before those moved earlier. Others than waiting ones are ignored. */
  readonly first: (handles: readonly string[]) => void;
  /** Takes up to `count` out; none when none is waiting. */
  readonly take: (count: number) => string[];
}

export function createReadingOrder(): ReadingOrder {
  const waiting = new Set<string>();
  let wanted: readonly string[] = [];
  return {
    add: (handles) => {
      for (const handle of handles) waiting.add(handle);
    },
    first: (handles) => {
      wanted = [...new Set([...handles, ...wanted])].filter((handle) => waiting.has(handle));
    },
    take: (count) => {
      const taken: string[] = [];
      for (const source of [wanted, waiting]) {
        for (const handle of source) {
          if (taken.length === count) return taken;
          if (waiting.delete(handle)) taken.push(handle);
        }
      }
      return taken;
    },
  };
}
