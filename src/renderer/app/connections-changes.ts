import type { Connection } from '../../contract/domain/connection.ts';

/** Ids of the connections that lead to another core than before: nothing that was read through them holds any more. */
export function movedConnections(
  before: readonly Connection[],
  after: readonly Connection[],
): readonly string[] {
  const addresses = new Map(before.map(({ id, address }) => [id, address]));
  return after.filter(({ id, address }) => (addresses.get(id) ?? address) !== address).map(({ id }) => id);
}
