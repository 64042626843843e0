import { describe, expect, it } from 'vitest';
import { failedReadingMeaning, readingWords, scopeWords } from './reading-words.ts';
import type { SessionsSnapshot } from './session-store.ts';

function snapshot(
  state: 'idle' | 'listing' | 'reading' | 'done',
  counts: Partial<SessionsSnapshot['counts']> = {},
  total: number | null = null,
  earlier = 0,
): Parameters<typeof readingWords>[0] {
  const none = { listed: 0, read: 0, gone: 0, failed: 0 };
  return { reading: { state }, counts: { ...none, ...counts }, earlier, total };
}

describe('readingWords', () => {
  it('tells listing, reading again and reading apart', () => {
    expect(readingWords(snapshot('listing'))).toBe('Listing the sessions');
    expect(readingWords(snapshot('listing', { read: 3 }, 3))).toBe('Listing again');
    expect(readingWords(snapshot('reading', { read: 1_240, listed: 8_765 }, 10_005))).toBe(
      '1,240 of 10,005 read',
    );
  });

  it('counts what ended meanwhile and what failed as answered', () => {
    expect(readingWords(snapshot('reading', { read: 2, gone: 1, failed: 1, listed: 6 }, 10))).toBe(
      '4 of 10 read',
    );
  });

  it('counts what an earlier reading found as still to be read', () => {
    expect(readingWords(snapshot('reading', { read: 10 }, 10, 7))).toBe('3 of 10 read');
    expect(readingWords(snapshot('idle', { read: 10 }, 10, 7))).toBe('Reading stopped, 3 of 10 read');
  });

  it('says nothing when all is read', () => {
    expect(readingWords(snapshot('done', { read: 10 }, 10))).toBeNull();
  });
});

describe('scopeWords', () => {
  it.each([
    [3, 2, '3 tenants · 2 login methods'],
    [3, 1, '3 tenants'],
    [1, 1, ''],
  ])('%i tenants and %i methods: "%s"', (tenants, methods, words) => {
    expect(scopeWords(tenants, methods)).toBe(words);
  });
});

describe('failedReadingMeaning', () => {
  it('never lets a list that was cut off look complete', () => {
    expect(failedReadingMeaning(snapshot('done'))).toContain('not known how many');
    expect(failedReadingMeaning(snapshot('done', { listed: 12 }))).toContain(
      'more than the 12 sessions shown',
    );
    expect(failedReadingMeaning(snapshot('done', { read: 120, listed: 380 }, 500))).toContain(
      '120 of 500 sessions',
    );
    expect(failedReadingMeaning(snapshot('done', { read: 500 }, 500))).toContain('read before that');
    expect(failedReadingMeaning(snapshot('done', { read: 500 }, 500, 380))).toBe(
      '120 of 500 sessions could be read; 380 are shown as they were before.',
    );
  });
});
