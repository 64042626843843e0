import { expect, test } from 'vitest';
import { inParallel } from './in-parallel.ts';

const never = new AbortController().signal;

test('works on each item once, and on no more at once than it may', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await inParallel([1, 2, 3, 4, 5, 6, 7], 3, never, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
    done.push(item);
  });
  expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

test('begins no more after a failure, stops the others, and rejects with it when they ended', async () => {
  const begun: number[] = [];
  let stopped = false;
  const work = inParallel([1, 2, 3, 4], 2, never, async (item, signal) => {
    begun.push(item);
    if (item === 2) throw new Error('two');
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    stopped = true;
  });
  await expect(work).rejects.toThrow('two');
  expect(stopped).toBe(true);
  expect(begun).toEqual([1, 2]);
});

test('stopped from outside rejects with that, when what runs has ended', async () => {
  const stop = new AbortController();
  let ended = false;
  const work = inParallel([1], 1, stop.signal, async () => {
    stop.abort();
    await new Promise(setImmediate);
    ended = true;
  });
  await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  expect(ended).toBe(true);
});
