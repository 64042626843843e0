import { describe, expect, it } from 'vitest';
import type { IdentityId } from '../../../../contract/domain/user.ts';
import { describeOutOfReach } from './sessions-panel.tsx';

const identities: IdentityId[] = [
  { id: 'emp-1', kind: 'external', recipeUserId: 'emp-1' },
  { id: 'inner-1', kind: 'internal', recipeUserId: 'emp-1' },
  { id: 'emp-1-old', kind: 'external', recipeUserId: 'emp-1-old' },
  { id: 'inner-2', kind: 'internal', recipeUserId: 'emp-1-old' },
  { id: 'plain', kind: 'only', recipeUserId: 'plain' },
];

function sentences(...underIds: string[]): readonly string[] {
  const byUnderId = new Map<string, number>();
  for (const underId of underIds) byUnderId.set(underId, (byUnderId.get(underId) ?? 0) + 1);
  return describeOutOfReach(byUnderId, identities, 'emp-1');
}

describe('sessions that "revoke all" would miss', () => {
  it('are none when all are under ids that it reaches', () => {
    expect(sentences('emp-1', 'plain')).toEqual([]);
  });

  it.each([
    [
      ['emp-1', 'inner-1'],
      ['1 session is under an internal id. The “revoke all” of SuperTokens would miss it.'],
    ],
    [
      ['inner-1', 'inner-1'],
      ['2 sessions are under an internal id. The “revoke all” of SuperTokens would miss them.'],
    ],
    [
      ['inner-1', 'inner-2'],
      ['2 sessions are under internal ids. The “revoke all” of SuperTokens would miss them.'],
    ],
    [
      ['inner-1', 'emp-1-old'],
      [
        '1 session is under an internal id. The “revoke all” of SuperTokens would miss it.',
        '1 session is under the external id of a linked login method. The “revoke all” of SuperTokens would miss it.',
      ],
    ],
  ])('are counted among sessions under %j: %j', (underIds, expected) => {
    expect(sentences(...underIds)).toEqual(expected);
  });
});
