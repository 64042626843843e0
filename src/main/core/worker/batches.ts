const batchRows = 200;
/** A batch with long payloads goes when it has so many characters: main is not to take it in for long. */
const batchLength = 500_000;
/** How long the first of many answers wait for company, and how long later ones do. Someone looks at an empty table until the first are there. */
const firstBatchMs = 1;
const batchMs = 25;

/** What comes one by one, in batches: a message to main costs as much for one as for many. */
export function createBatches<Item>(
  onBatch: (batch: Item[]) => void,
  lengthOf: (item: Item) => number = () => 0,
) {
  let batch: Item[] = [];
  let length = 0;
  let timer: NodeJS.Timeout | undefined;
  let wait = firstBatchMs;
  let broken: unknown;

  function pass(): void {
    clearTimeout(timer);
    timer = undefined;
    wait = batchMs;
    if (batch.length === 0) return;
    const full = batch;
    batch = [];
    length = 0;
    try {
      onBatch(full);
    } catch (thrown) {
      // Thrown by a timer it would end the thread.
      broken ??= thrown;
    }
  }

  return {
    add(item: Item): void {
      batch.push(item);
      length += lengthOf(item);
      if (batch.length >= batchRows || length >= batchLength) pass();
      else timer ??= setTimeout(pass, wait);
    },
    /** Throws when one of the batches could not be passed on. */
    flush(): void {
      pass();
      if (broken !== undefined) throw broken;
    },
  };
}
