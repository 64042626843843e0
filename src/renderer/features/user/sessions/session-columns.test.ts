import { expect, it } from 'vitest';
import { sortRows } from '../../../ui/table/table-column.ts';
import type { SessionEntry } from './reading/session-list.ts';
import { sessionColumns } from './session-columns.tsx';

const columns = sessionColumns({ user: 'read', of: () => null, byId: new Map() });

/** One session from each address. */
function sessionsFrom(addresses: readonly (string | null)[]): readonly SessionEntry[] {
  return addresses.map((ip, position) => {
    const listed = { handle: `h${position}`, tenantId: 'public', position };
    return {
      ...{ ...listed, underId: 'ada', state: 'read' },
      row: {
        ...{ ...listed, userId: 'ada', recipeUserId: 'ada', timeCreated: 1, expiry: 2, ip, userAgent: null },
      },
    };
  });
}

it.each([
  [
    false,
    ['9.255.0.1', '10.0.0.9', '10.0.0.10:443', '::ffff:10.0.0.11', '::1', '2001:db8::9', 'Unknown', null],
  ],
  [
    true,
    ['Unknown', '2001:db8::9', '::1', '::ffff:10.0.0.11', '10.0.0.10:443', '10.0.0.9', '9.255.0.1', null],
  ],
])('sessions of a user are sorted by their addresses as numbers, largest first: %s', (descending, inOrder) => {
  const sorted = sortRows(sessionsFrom(inOrder.toSorted()), columns, { columnId: 'network', descending });
  expect(sorted.map((entry) => (entry.state === 'read' ? entry.row.ip : undefined))).toEqual(inOrder);
});
