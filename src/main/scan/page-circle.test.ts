import { expect, test } from 'vitest';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { createPageCircle } from './page-circle.ts';

/** How many pages are read until the circle is found, where the pages after `before` lead in a circle of `length`. */
async function pagesUntilFound(before: number, length: number, most: number): Promise<number | null> {
  const circle = createPageCircle();
  for (let read = 1; read <= most; read += 1) {
    const next = read <= before ? read : before + ((read - before) % length);
    const page = { users: [], nextPageToken: `page ${next}` };
    // The same page can be asked for again while the core does not answer.
    for (let time = 0; time < 2; time += 1) {
      const error = await errorOf(Promise.resolve().then(() => circle.check(page))).catch(() => null);
      if (error !== null) {
        expect(error).toMatchObject({ code: 'core-error', reason: 'pages-in-circle', retryable: false });
        return read;
      }
    }
    circle.goOn(page.nextPageToken);
  }
  return null;
}

test.each([
  [0, 1],
  [0, 2],
  [1, 2],
  [7, 3],
  [100, 64],
  [1_000, 1],
  [3, 1_000],
])('pages that lead in a circle after %i pages, over %i pages, are found', async (before, length) => {
  expect(await pagesUntilFound(before, length, 3 * (before + length) + 3)).not.toBeNull();
});

test('pages that lead on are no circle', async () => {
  expect(await pagesUntilFound(10_000, 1, 10_000)).toBeNull();
});
