import { expect, test } from 'vitest';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { createPageCircle } from './page-circle.ts';

interface Pages {
  /** After so many pages they lead in a circle. */
  readonly before: number;
  readonly length: number;
  /** Of the page that the token of this number leads to. */
  readonly tokenOf: (number: number, read: number) => string;
  readonly usersOf: (number: number, read: number) => readonly string[];
}

/** How many pages are read until the circle is found; null: it was not found in so many. */
async function pagesUntilFound(
  { before, length, tokenOf, usersOf }: Pages,
  most: number,
): Promise<number | null> {
  const circle = createPageCircle();
  for (let read = 1; read <= most; read += 1) {
    const number = read <= before ? read : before + ((read - before) % length);
    const users = usersOf(number, read).map((id) => ({ id }));
    const page = { users, nextPageToken: tokenOf(number, read) };
    // The same page can be asked for again while the core does not answer.
    for (let time = 0; time < 2; time += 1) {
      const error = await errorOf(Promise.resolve().then(() => circle.check(page))).catch(() => null);
      if (error !== null) {
        expect(error).toMatchObject({ code: 'core-error', reason: 'pages-in-circle', retryable: false });
        return read;
      }
    }
    circle.goOn(page);
  }
  return null;
}

const circles = [
  [0, 1],
  [0, 2],
  [1, 2],
  [7, 3],
  [100, 64],
  [1_000, 1],
  [3, 1_000],
] as const;
const known = (number: number) => `page ${number}`;
const neverSeen = (_: number, read: number) => `page ${read}`;

test.each(
  circles,
)('pages that lead in a circle after %i pages, over %i pages, are found', async (before, length) => {
  const pages = { before, length, tokenOf: known, usersOf: (_: number, read: number) => [`user ${read}`] };
  expect(await pagesUntilFound(pages, 3 * (before + length) + 3)).not.toBeNull();
});

test.each(
  circles,
)('users who come again after %i pages, over %i pages, are found although each page has a new token', async (before, length) => {
  const usersOf = (number: number) => [`first of ${number}`, `second of ${number}`];
  const pages = { before, length, tokenOf: neverSeen, usersOf };
  expect(await pagesUntilFound(pages, 3 * (before + length) + 3)).not.toBeNull();
});

test('pages without users that lead on for ever are found', async () => {
  const pages = { before: 1_000_000, length: 1, tokenOf: neverSeen, usersOf: () => [] };
  expect(await pagesUntilFound(pages, 10)).not.toBeNull();
});

test('pages that lead on are no circle, although a user comes again', async () => {
  const usersOf = (number: number) => ['linked', `user ${number}`];
  const pages = { before: 10_000, length: 1, tokenOf: known, usersOf };
  expect(await pagesUntilFound(pages, 10_000)).toBeNull();
});
