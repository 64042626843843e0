import { describe, expect, it } from 'vitest';
import type { User } from '../../../contract/domain/user.ts';
import type { AppError } from '../../../contract/errors.ts';
import { hasHits, noResults, withItems } from './search-results.ts';

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
  message: 'The core did not answer within 30 s.',
  retryable: true,
};

describe('results of a search', () => {
  it('show a user once who was found in two tenants', () => {
    const results = withItems(noResults, [
      { type: 'users', tenantId: 'public', users: [ada] },
      { type: 'users', tenantId: 'acme', users: [ada, { ...ada, id: 'grace' }] },
    ]);
    expect(results.users.map((user) => user.id)).toEqual(['ada', 'grace']);
  });

  it('tell lookups that failed in the same way together', () => {
    const results = withItems(noResults, [
      { type: 'lookup-failed', lookup: 'addresses in tenant public', error: timeout },
      { type: 'lookup-failed', lookup: 'addresses in tenant acme', error: timeout },
      {
        type: 'lookup-failed',
        lookup: 'the access token',
        error: { ...timeout, code: 'bad-key', message: 'No.' },
      },
    ]);
    expect(results.failed.map((group) => group.lookups)).toEqual([
      ['addresses in tenant public', 'addresses in tenant acme'],
      ['the access token'],
    ]);
  });

  it('are not hits while they only say what was looked for', () => {
    const results = withItems(noResults, [
      { type: 'readings', readings: [{ as: 'user-id', id: 'x' }] },
      { type: 'finished', tenants: 3, lookups: 4, failedLookups: 0, elapsedMs: 41 },
    ]);
    expect(hasHits(results)).toBe(false);
    expect(results.finished).toEqual({ tenants: 3, lookups: 4, failedLookups: 0, elapsedMs: 41 });
    expect(hasHits(withItems(results, [{ type: 'orphans', id: 'x', count: 2 }]))).toBe(true);
  });
});
