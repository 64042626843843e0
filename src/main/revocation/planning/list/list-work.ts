import type { ControlAction } from '../../../../contract/domain/planning.ts';
import { Failure, failure, toAppError } from '../../../../contract/failure.ts';
import type { ListHits } from './list-hits.ts';
import type { ListInput, ReadItem } from './list-input.ts';
import type { ListReading } from './list-reading.ts';
import { isAtWork, type Stage } from './stage.ts';
import { toWanted } from './wanted.ts';

/** Reading a list from its first byte to its last line, and again what could not be looked up. */
export interface ListWork {
  readonly stage: () => Stage;
  readonly standstill: ListReading['standstill'];
  readonly counts: ListInput['counts'];
  /** Whether all of it came. */
  readonly isFed: () => boolean;
  /** Resolves when more is wanted. Rejects when the list cannot be used, or nothing of it is wanted any more. */
  readonly feed: (bytes: Uint8Array) => Promise<void>;
  /** There is no more; with a reason, because it could not be read further. */
  readonly fed: (failed: string | null) => Promise<void>;
  /** Whoever reads it is gone: ends it at once, as failed. Does nothing when it has ended, or all of it came. */
  readonly abandon: () => void;
  readonly control: (action: ControlAction) => Promise<void>;
  /** For good. */
  readonly end: () => Promise<void>;
}

interface Tools {
  readonly list: ListHits;
  readonly toInput: (take: (item: ReadItem) => Promise<void>) => ListInput;
  readonly newReading: () => ListReading;
  readonly onStage: () => void;
}

export function createListWork({ list, toInput, newReading, onStage }: Tools): ListWork {
  let stage: Stage = { is: 'reading' };
  let isFed = false;
  let reading = newReading();
  // Pieces in their order, then the end of the list.
  let work: Promise<unknown> = Promise.resolve();
  const input = toInput((item) =>
    reading.add({
      line: item.line,
      wanted: item.is === 'text' ? toWanted(item.text) : { ...item, is: 'malformed' },
      row: null,
    }),
  );

  function become(next: Stage): void {
    stage = next;
    onStage();
  }

  function fail(thrown: unknown): void {
    if (!isAtWork(stage)) return;
    become({ is: 'failed', error: toAppError(thrown) });
    reading.stop();
  }

  /** Does a part of the reading after what is under way. What goes wrong ends the list, unless it was ended before. */
  function enqueue(part: () => Promise<void>): Promise<void> {
    const next = work.then(part).catch((thrown) => {
      fail(thrown);
      throw thrown;
    });
    work = next.catch(() => undefined);
    return next;
  }

  /** Nobody waits for it: how it ends is seen in the stage. */
  function begin(part: () => Promise<void>): void {
    enqueue(part).catch(() => undefined);
  }

  function checkWanted(): void {
    if (stage.is === 'failed') throw new Failure(stage.error);
    if (stage.is !== 'reading' || isFed) {
      throw failure('aborted', 'This list is not read any further.', { retryable: false });
    }
  }

  async function finish(): Promise<void> {
    await input.end();
    await reading.done();
    await list.settle();
    if (stage.is === 'reading') become({ is: 'ready' });
  }

  async function retry(from: 'ready' | 'stopped'): Promise<void> {
    for await (const line of list.unread()) await reading.add(line);
    await reading.done();
    await list.settle();
    if (stage.is === 'retrying') become({ is: from });
  }

  async function stop(): Promise<void> {
    if (!isAtWork(stage)) throw notReading();
    become({ is: stage.is === 'retrying' ? stage.from : 'stopped' });
    reading.stop();
    await work;
    await list.settle();
    onStage();
  }

  async function startRetry(): Promise<void> {
    if (stage.is !== 'ready' && stage.is !== 'stopped') {
      throw failure('bad-input', 'The list is still being read, or could not be.', {
        hint: 'Wait until it is read, or stop it.',
      });
    }
    const from = stage.is;
    reading = newReading();
    become({ is: 'retrying', from });
    begin(() => retry(from));
  }

  return {
    stage: () => stage,
    standstill: () => reading.standstill(),
    counts: input.counts,
    isFed: () => isFed,
    feed: async (bytes) => {
      checkWanted();
      await enqueue(() => input.feed(bytes));
    },
    fed: async (failed) => {
      checkWanted();
      isFed = true;
      begin(failed === null ? finish : () => Promise.reject(notReadable(failed)));
    },
    abandon: () => {
      if (!isFed) fail(notReadable('the rest of it did not come.'));
    },
    control: async (action) => {
      if (action === 'stop') return stop();
      if (action === 'retry') return startRetry();
      if (!isAtWork(stage)) throw notReading();
      reading[action]();
    },
    end: async () => {
      if (isAtWork(stage)) stage = { is: 'stopped' };
      reading.stop();
      await work;
    },
  };
}

function notReading() {
  return failure('bad-input', 'The list is not being read.', { hint: 'Look at how it ended.' });
}

function notReadable(why: string) {
  return failure('bad-input', `The list could not be read to its end: ${why}`, {
    hint: 'Open it again. Nothing of it was ended.',
  });
}
