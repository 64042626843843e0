import type { Connection } from '../../contract/domain/connection.ts';
import type { RunProgress } from '../../contract/domain/revocation/run.ts';
import { isWatch } from '../shared/revocations/is-watch.ts';

type List = readonly RunProgress[];

/** Ids of the connections whose address changed: what was read through them may be of another core. */
export function movedConnections(
  before: readonly Connection[],
  after: readonly Connection[],
): readonly string[] {
  const addresses = new Map(before.map(({ id, address }) => [id, address]));
  return after.filter(({ id, address }) => (addresses.get(id) ?? address) !== address).map(({ id }) => id);
}

/** Ids of the connections on which a revocation began or ended: their list of past revocations changed too. */
export function changedConnections(before: List, after: List): readonly string[] {
  return connectionsOf([...missingFrom(after, before), ...missingFrom(before, after)]);
}

/**
 * Ids of the connections whose sessions may have changed: a revocation ended, began to watch for new sessions, or ended new
 * sessions while it watched.
 */
export function settledConnections(before: List, after: List): readonly string[] {
  const known = new Map(before.map((progress) => [progress.id, progress]));
  const watching = after.filter((progress) => {
    const earlier = known.get(progress.id);
    if (earlier === undefined || !isWatch(progress)) return false;
    return !isWatch(earlier) || earlier.newSessions.ended !== progress.newSessions.ended;
  });
  return connectionsOf([...missingFrom(after, before), ...watching]);
}

/** The revocations of `before` that are not in `after`. */
export function missingFrom(after: List, before: List): List {
  const ids = new Set(after.map(({ id }) => id));
  return before.filter(({ id }) => !ids.has(id));
}

function connectionsOf(list: List): readonly string[] {
  return [...new Set(list.map(({ connectionId }) => connectionId))];
}
