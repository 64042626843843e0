import type { RunProgress } from '../../contract/domain/revocation.ts';

type List = readonly RunProgress[];

/** Ids of the connections whose revocations are not the same ones as before: the list of past ones is another too. */
export function changedConnections(before: List, after: List): readonly string[] {
  return connectionsOf([...missingFrom(after, before), ...missingFrom(before, after)]);
}

/**
 * Ids of the connections on which sessions were ended since: a revocation ended, has nothing left to do but to watch, or
 * ended new sessions while it watched.
 */
export function settledConnections(before: List, after: List): readonly string[] {
  const known = new Map(before.map((progress) => [progress.id, progress]));
  const watching = after.filter((progress) => {
    const earlier = known.get(progress.id);
    if (earlier === undefined || progress.run.state !== 'watching') return false;
    return earlier.run.state !== 'watching' || earlier.newSessions.ended !== progress.newSessions.ended;
  });
  return connectionsOf([...missingFrom(after, before), ...watching]);
}

/** Those of `before` that do not stand in `after`. */
export function missingFrom(after: List, before: List): List {
  const ids = new Set(after.map(({ id }) => id));
  return before.filter(({ id }) => !ids.has(id));
}

function connectionsOf(list: List): readonly string[] {
  return [...new Set(list.map(({ connectionId }) => connectionId))];
}
