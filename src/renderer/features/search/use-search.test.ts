import { describe, expect, it } from 'vitest';
import type { PastedToken } from '../../../contract/domain/search.ts';
import type { User } from '../../../contract/domain/user.ts';
import type { AppError } from '../../../contract/errors.ts';
import {
  hasMatches,
  isNothingFound,
  isSessionOfTokenGone,
  noResults,
  type SearchResults,
  withItems,
} from './use-search.ts';

const ada: User = {
  id: 'ada',
  isPrimaryUser: true,
  tenantIds: ['public', 'acme'],
  timeJoined: 1,
  emails: ['ada@alpha.example'],
  phoneNumbers: [],
  thirdParty: [],
  loginMethods: [],
};
const timeout: AppError = {
  code: 'timeout',
  retryable: true,
};

const addresses = (tenantId: string) => ({ type: 'email-start', tenantId }) as const;

describe('the results of a search', () => {
  it('contain a user once who is in two tenants', () => {
    const results = withItems(noResults, [
      { type: 'users', tenantId: 'public', users: [ada] },
      { type: 'users', tenantId: 'acme', users: [ada, { ...ada, id: 'grace' }] },
    ]);
    expect(results.users.map((user) => user.id)).toEqual(['ada', 'grace']);
  });

  it('group lookups that failed in the same way', () => {
    const results = withItems(noResults, [
      { type: 'lookup-failed', lookup: addresses('public'), error: timeout },
      { type: 'lookup-failed', lookup: addresses('acme'), error: timeout },
      {
        type: 'lookup-failed',
        lookup: { type: 'access-token' },
        error: { ...timeout, code: 'bad-key' },
      },
    ]);
    expect(results.failed.map((group) => group.lookups)).toEqual([
      [addresses('public'), addresses('acme')],
      [{ type: 'access-token' }],
    ]);
  });

  it('match nothing while they only say what was looked for', () => {
    const results = withItems(noResults, [
      { type: 'interpretations', interpretations: [{ type: 'user-id', id: 'x' }] },
      { type: 'finished', tenants: 3, lookups: 4, failedLookups: 0, elapsedMs: 41 },
    ]);
    expect(hasMatches(results)).toBe(false);
    expect(results.finished).toEqual({ tenants: 3, lookups: 4, failedLookups: 0, elapsedMs: 41 });
    expect(hasMatches(withItems(results, [{ type: 'sessions-without-user', id: 'x', count: 2 }]))).toBe(true);
  });
});

describe('a search without matches', () => {
  const done = (results: SearchResults) => isNothingFound({ state: 'done', text: 'a_b', results });

  it('has found nothing when it looked everywhere', () => {
    expect(done(noResults)).toBe(true);
    expect(isNothingFound({ state: 'running', text: 'a_b', results: noResults })).toBe(false);
  });

  // The core takes `a_b` for a pattern: its first 1,000 matches can all be others.
  it('does not know whether there are matches where the core cut it off', () => {
    const cutOff = withItems(noResults, [{ type: 'cut-off', tenantId: 'public', limit: 1_000 }]);
    expect(done(cutOff)).toBe(false);
  });

  it('does not know whether there are matches where a lookup failed', () => {
    const lookup = addresses('public');
    expect(done(withItems(noResults, [{ type: 'lookup-failed', lookup, error: timeout }]))).toBe(false);
  });
});

describe('the session of a token', () => {
  const valid: PastedToken = {
    state: 'valid',
    handle: 'h',
    userId: 'u',
    tenantId: 'public',
    issuedAt: 1,
    expiresAt: 2,
  };
  const finished = { tenants: 0, lookups: 2, failedLookups: 0, elapsedMs: 5 };

  it('is called gone once it was looked for and is not there', () => {
    expect(isSessionOfTokenGone(valid, { ...noResults, finished })).toBe(true);
  });

  it('is not called gone while the search runs, when a lookup failed, or when the token is not verified', () => {
    const error = { code: 'timeout', retryable: true } as const;
    expect(isSessionOfTokenGone(valid, noResults)).toBe(false);
    expect(
      isSessionOfTokenGone(valid, {
        ...noResults,
        finished,
        failed: [{ error, lookups: [{ type: 'tenants' }] }],
      }),
    ).toBe(false);
    expect(isSessionOfTokenGone({ ...valid, state: 'foreign' }, { ...noResults, finished })).toBe(false);
  });

  it('is not called gone when it was found', () => {
    const sessions = [{ handle: 'h' }] as unknown as SearchResults['sessions'];
    expect(isSessionOfTokenGone(valid, { ...noResults, finished, sessions })).toBe(false);
  });
});
