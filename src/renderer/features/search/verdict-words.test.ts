import { expect, it } from 'vitest';
import type { TokenVerdict } from '../../../contract/domain/search.ts';
import { noResults, type SearchResults } from './search-results.ts';
import { sessionIsGone } from './verdict-words.ts';

const valid: TokenVerdict = {
  state: 'valid',
  handle: 'h',
  userId: 'u',
  tenantId: 'public',
  issuedAt: 1,
  expiresAt: 2,
};
const finished = { tenants: 0, lookups: 2, failedLookups: 0, elapsedMs: 5 };

it('calls a session gone once it was looked for and is not there', () => {
  expect(sessionIsGone(valid, { ...noResults, finished })).toBe(true);
});

it('does not, while the search runs, when a lookup failed, or when the token cannot be believed', () => {
  const error = { code: 'timeout', message: 'No answer.', retryable: true } as const;
  expect(sessionIsGone(valid, noResults)).toBe(false);
  expect(sessionIsGone(valid, { ...noResults, finished, failed: [{ error, lookups: ['x'] }] })).toBe(false);
  expect(sessionIsGone({ ...valid, state: 'foreign' }, { ...noResults, finished })).toBe(false);
});

it('does not, when the session was found', () => {
  const sessions = [{ handle: 'h' }] as unknown as SearchResults['sessions'];
  expect(sessionIsGone(valid, { ...noResults, finished, sessions })).toBe(false);
});
