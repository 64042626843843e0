import { describe, expect, it } from 'vitest';
import type { IdentityId } from '../../../../contract/domain/user.ts';
import { outOfReachWords } from './out-of-reach.ts';

const identities: IdentityId[] = [
  { id: 'emp-1', kind: 'external', recipeUserId: 'emp-1' },
  { id: 'inner-1', kind: 'internal', recipeUserId: 'emp-1' },
  { id: 'emp-1-old', kind: 'external', recipeUserId: 'emp-1-old' },
  { id: 'inner-2', kind: 'internal', recipeUserId: 'emp-1-old' },
  { id: 'plain', kind: 'only', recipeUserId: 'plain' },
];

function words(...underIds: string[]): string | null {
  const byUnderId = new Map<string, number>();
  for (const underId of underIds) byUnderId.set(underId, (byUnderId.get(underId) ?? 0) + 1);
  return outOfReachWords(byUnderId, identities, 'emp-1');
}

describe('sessions that "revoke all" would miss', () => {
  it('says nothing when all stand under ids that it reaches', () => {
    expect(words('emp-1', 'plain')).toBeNull();
  });

  it.each([
    [
      ['emp-1', 'inner-1'],
      '1 session stands under the inner id; SuperTokens\' own "revoke all" would miss it.',
    ],
    [
      ['inner-1', 'inner-1'],
      '2 sessions stand under the inner id; SuperTokens\' own "revoke all" would miss them.',
    ],
    [
      ['inner-1', 'inner-2'],
      '2 sessions stand under inner ids; SuperTokens\' own "revoke all" would miss them.',
    ],
    [
      ['inner-1', 'emp-1-old'],
      '1 session stands under the inner id, 1 session stands under the external id of a linked login method; SuperTokens\' own "revoke all" would miss them.',
    ],
  ])('%j: %s', (underIds, sentence) => {
    expect(words(...underIds)).toBe(sentence);
  });
});
