import type { IdentityId } from '../../../../contract/domain/user.ts';
import { text } from '../../../messages/text.ts';
import type { SessionTally } from './reading/session-list.ts';

/**
 * Which sessions the "revoke all" of SuperTokens would leave active, in sentences: sessions under an internal id, or under
 * the external id of a linked login method (docs/core-facts.md, 11). Empty when there are none.
 */
export function describeOutOfReach(
  byUnderId: SessionTally['byUnderId'],
  identities: readonly IdentityId[],
  primaryId: string,
): readonly string[] {
  const kinds = new Map(identities.map(({ id, kind }) => [id, kind]));
  const count = { internal: 0, linked: 0 };
  let internalIds = 0;
  for (const [underId, sessions] of byUnderId) {
    const kind = kinds.get(underId);
    if (kind === 'internal') {
      count.internal += sessions;
      internalIds += 1;
    }
    if (kind === 'external' && underId !== primaryId) count.linked += sessions;
  }
  const sentences: string[] = [];
  if (count.internal > 0)
    sentences.push(text('user.missed-under-internal-id', { count: count.internal, ids: internalIds }));
  if (count.linked > 0) sentences.push(text('user.missed-under-linked-id', { count: count.linked }));
  return sentences;
}
