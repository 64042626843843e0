import { describe, expect, it } from 'vitest';
import { describeCounts, describeInterpretations, describeNoMatch } from './describe-search.ts';
import { noResults, type SearchResults } from './use-search.ts';

const finished = { tenants: 3, lookups: 4, failedLookups: 0, elapsedMs: 41 };

describe('the sentence on a searched text', () => {
  it('says what the text was taken for, and what else it could be', () => {
    expect(
      describeInterpretations([
        { type: 'session-handle', handle: 'h', tenantId: 'public' },
        { type: 'user-id', id: 'h' },
      ]),
    ).toBe('Looks like a session handle (tenant public). Also looking for a user with this id.');
  });

  it('says of a plain word what it is looked for as, each once', () => {
    expect(
      describeInterpretations([
        { type: 'user-id', id: 'ada' },
        { type: 'email-start', text: 'ada' },
        { type: 'third-party-id', provider: null, id: 'ada' },
        { type: 'third-party-id', provider: null, id: 'ada' },
      ]),
    ).toBe(
      'Looking for a user with this id, addresses or domains that begin with it, and an account with this id.',
    );
  });

  it('names where a token was found, and nothing of the token', () => {
    expect(describeInterpretations([{ type: 'access-token', from: 'cookie' }])).toBe(
      'Looks like an access token in a cookie.',
    );
  });

  it('is empty when the text was taken for nothing', () => {
    expect(describeInterpretations([])).toBe('');
  });
});

describe('the explanation of an empty result', () => {
  it('says how the core matches what was looked for', () => {
    const results: SearchResults = {
      ...noResults,
      interpretations: [{ type: 'email-start', text: 'lpha' }],
      finished,
    };
    expect(describeNoMatch(results)).toEqual([
      'The core finds addresses by their beginning or by their domain, never by the middle. Try “ada@” or “alpha.example”.',
      'Searched 3 tenants in 41 ms.',
    ]);
  });

  it('says that an ended session cannot be found', () => {
    const interpretations = [{ type: 'session-handle', handle: 'h', tenantId: 'acme' }] as const;
    expect(describeNoMatch({ ...noResults, interpretations, finished: { ...finished, tenants: 0 } })).toEqual(
      [
        'No active session has this handle. A session that ended leaves nothing in the core.',
        'Searched all tenants in 41 ms.',
      ],
    );
  });
});

it('the numbers of a search are called final only once the search is', () => {
  const users = [{ id: 'a' }, { id: 'b' }] as unknown as SearchResults['users'];
  expect(describeCounts({ ...noResults })).toBe('Searching');
  expect(describeCounts({ ...noResults, users })).toBe('2 users so far');
  expect(describeCounts({ ...noResults, users, finished })).toBe('2 users found · 41 ms');
});
