import { beforeEach, describe, expect, it } from 'vitest';
import { forgetAllEntries, forgetEntriesFrom, readEntry, writeEntry, writeLargeEntry } from './view-state.ts';

beforeEach(forgetAllEntries);

describe('what a page remembers', () => {
  it('is found again at its place in the history only', () => {
    writeEntry(1, 'filter', 'web');
    expect(readEntry(1, 'filter')).toBe('web');
    expect(readEntry(2, 'filter')).toBeUndefined();
  });

  it('is forgotten from the place on where another page was opened', () => {
    for (const entry of [1, 2, 3]) writeEntry(entry, 'filter', entry);
    forgetEntriesFrom(2);
    expect([1, 2, 3].map((entry) => readEntry(entry, 'filter'))).toEqual([1, undefined, undefined]);
  });

  it('is kept of the latest five pages only when it is large; what is small stays', () => {
    for (const entry of [1, 2, 3, 4, 5, 6]) {
      writeEntry(entry, 'filter', entry);
      writeLargeEntry(entry, 'sessions', entry);
    }
    expect([1, 2, 3, 4, 5, 6].map((entry) => readEntry(entry, 'sessions'))).toEqual([
      undefined,
      2,
      3,
      4,
      5,
      6,
    ]);
    expect(readEntry(1, 'filter')).toBe(1);
  });

  it('counts as the latest again when it was gone back to', () => {
    for (const entry of [1, 2, 3, 4, 5, 1, 6]) writeLargeEntry(entry, 'sessions', entry);
    expect([1, 2, 3].map((entry) => readEntry(entry, 'sessions'))).toEqual([1, undefined, 3]);
  });

  it('does not count towards the five once it was forgotten', () => {
    for (const entry of [1, 2, 3, 4, 5]) writeLargeEntry(entry, 'sessions', entry);
    forgetEntriesFrom(3);
    for (const entry of [3, 4, 5]) writeLargeEntry(entry, 'other sessions', entry);
    expect([1, 2].map((entry) => readEntry(entry, 'sessions'))).toEqual([1, 2]);
  });
});
