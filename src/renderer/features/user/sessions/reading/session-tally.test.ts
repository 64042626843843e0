import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTally, methodIdOf, type SessionEntry } from './session-list.ts';

function entry(handle: string, tenantId: string, underId: string, state: 'listed' | 'read' | 'gone') {
  const listed = { handle, tenantId, underId, position: 0 };
  if (state !== 'read') return { ...listed, state } satisfies SessionEntry;
  const row = {
    ...{ handle, tenantId, userId: underId, recipeUserId: `method of ${handle}`, timeCreated: 1, expiry: 2 },
    ...{ ip: null, userAgent: null },
  };
  return { ...listed, state, row } satisfies SessionEntry;
}

function counted(entries: readonly SessionEntry[], keyOf: (entry: SessionEntry) => string) {
  const counts: Record<string, number> = {};
  for (const each of entries) {
    if (each.state !== 'gone') counts[keyOf(each)] = (counts[keyOf(each)] ?? 0) + 1;
  }
  return counts;
}

describe('the tally of a list', () => {
  it('equals a count of all entries, without those that ended', () => {
    const changes = fc.array(
      fc.tuple(
        fc.constantFrom('h1', 'h2', 'h3', 'h4'),
        fc.constantFrom('public', 'acme'),
        fc.constantFrom('u', 'inner'),
        fc.constantFrom('listed' as const, 'read' as const, 'gone' as const),
      ),
    );
    fc.assert(
      fc.property(changes, (all) => {
        const tally = createTally();
        const entries = new Map<string, SessionEntry>();
        for (const [handle, ...rest] of all) {
          const after = entry(handle, ...rest);
          tally.count(entries.get(handle), after);
          entries.set(handle, after);
        }
        const { tenantIds, byTenant, byUnderId, byMethodId } = tally.snapshot(undefined);
        const list = [...entries.values()];
        expect(Object.fromEntries(byTenant)).toEqual(counted(list, ({ tenantId }) => tenantId));
        expect(tenantIds).toEqual([...byTenant.keys()].sort());
        expect(Object.fromEntries(byUnderId)).toEqual(counted(list, ({ underId }) => underId));
        expect(Object.fromEntries(byMethodId)).toEqual(counted(list, methodIdOf));
      }),
    );
  });

  it('returns the earlier object of a part that did not change', () => {
    const tally = createTally();
    const listed = entry('h', 'public', 'u', 'listed');
    tally.count(undefined, listed);
    const before = tally.snapshot(undefined);
    tally.count(listed, entry('h', 'public', 'u', 'read'));
    const after = tally.snapshot(before);
    expect(after.byTenant).toBe(before.byTenant);
    expect(after.tenantIds).toBe(before.tenantIds);
    expect(after.byMethodId).not.toBe(before.byMethodId);
  });
});
