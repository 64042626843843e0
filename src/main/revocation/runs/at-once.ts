/** Does the work for 0, 1, 2 … below `count`, so many at once, until it is done or `goOn` says no. */
export async function doAtOnce(
  count: number,
  atOnce: number,
  work: (index: number) => Promise<void>,
  goOn: () => boolean,
): Promise<void> {
  let next = 0;
  async function doOn(): Promise<void> {
    while (next < count && goOn()) {
      const index = next;
      next += 1;
      await work(index);
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, doOn));
}
