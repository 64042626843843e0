import { describe, expect, it } from 'vitest';
import type { ListRow } from '../../../../contract/domain/planning/draft-rows.ts';
import type { LineResult } from '../../../../contract/domain/planning/list-lines.ts';
import { kindText, resultText, selectsSessions } from './list-rows.tsx';

function row(result: LineResult): ListRow {
  return { row: 3, excluded: false, line: 4, text: 'ada@alpha.example', kind: 'email', result };
}

const candidates = ['u1', 'u2'].map((userId) => ({ userId, name: userId, tenantIds: ['public'] }));
const error = { code: 'timeout', retryable: true } as const;

describe('the result of a line', () => {
  it.each<[LineResult, string, boolean]>([
    [
      { type: 'session', handle: 'h', tenantId: 'acme', userId: 'u1', name: 'ada', createdAt: 0 },
      'Session of ada in tenant acme',
      true,
    ],
    [
      { type: 'session', handle: 'h', tenantId: 'acme', userId: 'u1', name: null, createdAt: 0 },
      'Session of u1 in tenant acme',
      true,
    ],
    [
      { type: 'user', userId: 'u1', name: 'ada@alpha.example', sessions: 1, ofUser: 1, excludedOfUsers: 0 },
      '1 session of ada@alpha.example',
      true,
    ],
    [
      { type: 'user', userId: 'u1', name: 'ada', sessions: 0, ofUser: 2, excludedOfUsers: 0 },
      'No further session of ada',
      true,
    ],
    [
      { type: 'user', userId: 'u1', name: 'ada', sessions: 0, ofUser: 0, excludedOfUsers: 0 },
      'No session of ada',
      true,
    ],
    [
      { type: 'user', userId: 'u1', name: 'ada', sessions: 0, ofUser: null, excludedOfUsers: null },
      'Sessions of ada',
      true,
    ],
    [{ type: 'duplicate', row: 0, line: 1_200 }, 'Same as line 1,200', false],
    [{ type: 'unknown' }, 'Unknown: no session and no user has this value', false],
    [
      { type: 'ambiguous', candidates, chosen: [], sessions: 0, excludedOfUsers: null },
      '2 users, none chosen',
      false,
    ],
    [
      { type: 'ambiguous', candidates, chosen: ['u1'], sessions: 4, excludedOfUsers: 0 },
      '1 of 2 users chosen: 4 sessions',
      true,
    ],
    [
      { type: 'malformed', reason: { code: 'column-missing', count: 1 } },
      'Malformed: the line has 1 column, and the chosen column is not among them',
      false,
    ],
    [
      { type: 'malformed', reason: { code: 'not-json', count: null } },
      'Malformed: the line is not JSON',
      false,
    ],
    [{ type: 'open' }, 'Not looked up yet', false],
    [{ type: 'unread', error }, 'Could not be read: The core did not answer in time.', false],
  ])('%o is shown as %s', (result, shown, selects) => {
    expect(resultText(row(result))).toBe(shown);
    expect(selectsSessions(row(result))).toBe(selects);
  });

  it('says how many sessions of a user are excluded, unless the line is', () => {
    const counted = { sessions: 2, ofUser: 2, excludedOfUsers: 1 } as const;
    const shown = row({ type: 'user', userId: 'u1', name: 'ada', ...counted });
    expect(resultText(shown)).toBe('2 sessions of ada, 1 session of the user is excluded');
    expect(resultText({ ...shown, excluded: true })).toBe('2 sessions of ada');
    const some = { sessions: 4, excludedOfUsers: 2 } as const;
    expect(resultText(row({ type: 'ambiguous', candidates, chosen: ['u1'], ...some }))).toBe(
      '1 of 2 users chosen: 4 sessions, 2 sessions of these users are excluded',
    );
  });

  it('names a session and users where a line is both', () => {
    const candidates = [{ userId: 'u', name: 'u', tenantIds: [] }];
    const shown = row({ type: 'ambiguous', candidates, chosen: [], sessions: 0, excludedOfUsers: null });
    expect(resultText({ ...shown, kind: 'session-handle' })).toBe('A session and 1 user, none chosen');
  });

  it('has the kind that the line was classified as', () => {
    expect(kindText('access-token')).toBe('access token');
    expect(kindText(null)).toBe('not recognised');
  });
});
