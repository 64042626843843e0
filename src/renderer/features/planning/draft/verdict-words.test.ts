import { describe, expect, it } from 'vitest';
import type { LineVerdict, ListRow } from '../../../../contract/domain/planning.ts';
import { aDraft } from './a-draft.ts';
import { bringsSessions, kindShares, kindWords, rowChoices, verdictWords } from './verdict-words.ts';

function row(is: LineVerdict): ListRow {
  return { row: 3, excluded: false, line: 4, text: 'ada@alpha.example', kind: 'email', is };
}

const candidates = ['u1', 'u2'].map((userId) => ({ userId, name: userId, tenantIds: ['public'] }));
const error = { code: 'timeout', message: 'The core did not answer within 30 s.', retryable: true } as const;

describe('what a line turned out to be', () => {
  it.each<[LineVerdict, string, boolean]>([
    [
      { verdict: 'session', handle: 'h', tenantId: 'acme', userId: 'u1', createdAt: 0 },
      'session of user u1 in tenant acme',
      true,
    ],
    [
      { verdict: 'user', userId: 'u1', name: 'ada@alpha.example', sessions: 1 },
      'all of ada@alpha.example: 1 session',
      true,
    ],
    [{ verdict: 'user', userId: 'u1', name: 'ada', sessions: 0 }, 'all of ada: adds no session', true],
    [{ verdict: 'duplicate', row: 0, line: 1_200 }, 'the same as line 1,200', false],
    [{ verdict: 'unknown' }, 'no session and no user is known by this', false],
    [{ verdict: 'ambiguous', candidates, chosen: [], sessions: 0 }, '2 users, none chosen', false],
    [{ verdict: 'ambiguous', candidates, chosen: ['u1'], sessions: 4 }, '1 of 2 users: 4 sessions', true],
    [
      { verdict: 'malformed', reason: { code: 'column-missing', count: 1 } },
      'malformed: the line has 1 column, and the chosen column is not among them',
      false,
    ],
    [
      { verdict: 'malformed', reason: { code: 'not-json', count: null } },
      'malformed: the line is not JSON',
      false,
    ],
    [{ verdict: 'open' }, 'not looked up yet', false],
    [{ verdict: 'unread', error }, 'could not be read: The core did not answer within 30 s.', false],
  ])('%o', (is, words, brings) => {
    expect(verdictWords(row(is))).toBe(words);
    expect(bringsSessions(row(is))).toBe(brings);
  });

  it('says that a line is a session and a user', () => {
    const candidates = [{ userId: 'u', name: 'u', tenantIds: [] }];
    const shown = row({ verdict: 'ambiguous', candidates, chosen: [], sessions: 0 });
    expect(verdictWords({ ...shown, kind: 'session-handle' })).toBe('a session and 1 user, none chosen');
  });

  it('has a word for what it was taken for', () => {
    expect(kindWords('access-token')).toBe('access token');
    expect(kindWords(null)).toBe('nothing known');
  });
});

describe('the rows that can be asked for', () => {
  it('are those that there are', () => {
    expect(rowChoices(aDraft(), 'all').map(({ label }) => label)).toEqual([
      'All 5',
      '2 sessions',
      '1 user',
      '2 unknown',
      'taken out',
    ]);
  });

  it('are also those on screen, when there are none left', () => {
    expect(rowChoices(aDraft(), 'malformed').map(({ label }) => label)).toContain('0 malformed');
  });
});

it('counts the kinds of the lines', () => {
  const { totals } = aDraft();
  const byKind = [
    { name: 'email', count: 12 },
    { name: 'third-party-id', count: 2 },
    { name: 'user-id', count: 1 },
  ];
  expect(kindShares({ ...totals, byKind })).toBe('12 e-mail addresses, 2 accounts elsewhere, 1 user id');
});
