import { type Change, mostRows, rowsOf } from './changes.ts';

/**
 * The same changes in parts that one transaction each may change. Changes that fit into one stay together; one that is
 * larger is cut.
 */
export function splitChanges(changes: readonly Change[]): Change[][] {
  const parts: Change[][] = [];
  let part: Change[] = [];
  let rows = 0;
  for (const change of changes.flatMap(splitChange)) {
    const more = rowsOf(change);
    if (part.length > 0 && rows + more > mostRows) {
      parts.push(part);
      part = [];
      rows = 0;
    }
    part.push(change);
    rows += more;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function splitChange(change: Change): Change[] {
  if (rowsOf(change) <= mostRows) return [change];
  switch (change.type) {
    case 'documents':
    case 'state':
    case 'unread':
    case 'add-unread':
    case 'user-ids':
      return [change];
    case 'add-lines':
      return slices(change.lines).map((lines) => ({ ...change, lines }));
    case 'resolve-lines':
      return slices(change.lines).map((lines) => ({ ...change, lines }));
    case 'add-users':
      return slices(change.users).map((users) => ({ ...change, users }));
    case 'add-matches':
      return slices(change.matches).map((matches) => ({ ...change, matches }));
    case 'add-undecided':
      return slices(change.sessions).map((sessions) => ({ ...change, sessions }));
    case 'scanned':
      return slices(change.userIds).map((userIds, index) => ({
        ...change,
        userIds,
        forget: change.forget && index === 0,
      }));
    case 'event':
      return slices(change.on).map((on) => ({ ...change, on }));
    case 'new-sessions':
    case 'remember-sessions':
      return slices(change.handles).map((handles) => ({ ...change, handles }));
  }
}

function slices<T>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < items.length; at += mostRows) parts.push(items.slice(at, at + mostRows));
  return parts;
}
