import { expect, it } from 'vitest';
import { foundWords, noHitWords } from './no-hit-words.ts';
import { noResults, type SearchResults } from './search-results.ts';

const finished = { tenants: 3, lookups: 4, failedLookups: 0, elapsedMs: 41 };

it('explains how the core matches what was looked for', () => {
  const results: SearchResults = { ...noResults, readings: [{ as: 'email-start', text: 'lpha' }], finished };
  expect(noHitWords(results)).toEqual([
    'The core finds addresses by their beginning or by their domain, never by the middle: try “ada@” or “alpha.example”.',
    'Searched: 3 tenants, 41 ms.',
  ]);
});

it('says that an ended session cannot be found', () => {
  const readings = [{ as: 'session-handle', handle: 'h', tenantId: 'acme' }] as const;
  expect(noHitWords({ ...noResults, readings, finished: { ...finished, tenants: 0 } })).toEqual([
    'No session has this handle now. A session that ended leaves nothing behind in the core.',
    'Searched: all tenants, 41 ms.',
  ]);
});

it('calls numbers final only once the search is', () => {
  const users = [{ id: 'a' }, { id: 'b' }] as unknown as SearchResults['users'];
  expect(foundWords({ ...noResults })).toBe('Searching');
  expect(foundWords({ ...noResults, users })).toBe('2 users so far');
  expect(foundWords({ ...noResults, users, finished })).toBe('2 users found · 41 ms');
});
