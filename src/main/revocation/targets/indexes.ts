/** Numbers of targets. A million of them take four megabytes, and no work of the garbage collector. */
export type Indexes = Uint32Array | readonly number[];

/** The numbers below `size` of which this is true. Counted first: an array that grows leaves its smaller selves behind. */
export function indexesWhere(size: number, test: (index: number) => boolean): Uint32Array {
  let count = 0;
  for (let index = 0; index < size; index++) if (test(index)) count += 1;
  const found = new Uint32Array(count);
  let at = 0;
  for (let index = 0; at < count && index < size; index++) if (test(index)) found[at++] = index;
  return found;
}
