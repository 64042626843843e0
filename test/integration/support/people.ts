import type { Fixtures } from './fixtures.ts';

interface LinkedAndMapped {
  /** External id of the primary user. */
  readonly primaryId: string;
  /** Under the inner and the external id of both login methods, in this order: primary, linked; old, new. */
  readonly handles: readonly string[];
}

/**
 * A primary user with a linked login method; both got external ids while signed in, and signed in again. SuperTokens'
 * own call reaches one of the four sessions.
 */
export async function linkedAndMapped(make: Fixtures, name: string): Promise<LinkedAndMapped> {
  const primary = await make.thirdPartyUser(`${name}-p`);
  const linked = await make.emailUser(`${name}-q`);
  await make.makePrimary(primary.id);
  await make.link(linked.id, primary.id);
  const old = [await make.session({ userId: primary.id }), await make.session({ userId: linked.id })];
  const linkedId = await make.map(linked.id, `${name}-ext-q`);
  const primaryId = await make.map(primary.id, `${name}-ext-p`);
  const young = [await make.session({ userId: primaryId }), await make.session({ userId: linkedId })];
  return { primaryId, handles: [...old, ...young].map(({ handle }) => handle) };
}
