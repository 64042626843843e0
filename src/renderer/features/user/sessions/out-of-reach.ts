import type { IdentityId } from '../../../../contract/domain/user.ts';
import { plural } from '../../../ui/count-words.ts';
import type { SessionTally } from './reading/session-tally.ts';

/**
 * Which sessions SuperTokens' own "revoke all" would leave alive, in a sentence; null when there are none. They stand
 * under an inner id, or under the external id of a linked login method (docs/core-facts.md, 11).
 */
export function outOfReachWords(
  byUnderId: SessionTally['byUnderId'],
  identities: readonly IdentityId[],
  primaryId: string,
): string | null {
  const kinds = new Map(identities.map(({ id, kind }) => [id, kind]));
  const under = { inner: 0, linked: 0 };
  let innerIds = 0;
  for (const [underId, sessions] of byUnderId) {
    const kind = kinds.get(underId);
    if (kind === 'internal') {
      under.inner += sessions;
      innerIds += 1;
    }
    if (kind === 'external' && underId !== primaryId) under.linked += sessions;
  }
  const parts: string[] = [];
  if (under.inner > 0)
    parts.push(innerIds === 1 ? `${stand(under.inner)} the inner id` : `${stand(under.inner)} inner ids`);
  if (under.linked > 0) parts.push(`${stand(under.linked)} the external id of a linked login method`);
  if (parts.length === 0) return null;
  const them = under.inner + under.linked === 1 ? 'it' : 'them';
  return `${parts.join(', ')}; SuperTokens' own "revoke all" would miss ${them}.`;
}

function stand(count: number): string {
  return `${plural(count, 'session')} ${count === 1 ? 'stands' : 'stand'} under`;
}
