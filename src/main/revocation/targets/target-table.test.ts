import { describe, expect, it } from 'vitest';
import { createTargetTable, frozenTargets } from './target-table.ts';

const unknown = { person: null, createdAt: null };

describe('targets', () => {
  it('are numbered once, with their tenants', () => {
    const table = createTargetTable();
    expect(table.add('a', { person: 3, createdAt: 7 })).toEqual({ index: 0, isNew: true });
    expect(table.add('b_acme', unknown)).toEqual({ index: 1, isNew: true });
    expect(table.add('a', { person: 4, createdAt: 8 })).toEqual({ index: 0, isNew: false });
    expect([table.person(0), table.createdAt(0), table.tenantId(0)]).toEqual([3, 7, 'public']);
    expect([table.person(1), table.createdAt(1), table.tenantId(1)]).toEqual([null, null, 'acme']);
    expect(table.tenants()).toEqual(['public', 'acme']);
  });

  it('that are frozen do not change with the table they came from', () => {
    const table = createTargetTable();
    table.add('a', { person: 0, createdAt: 1 });
    const frozen = frozenTargets(table, Int32Array.of(-1));
    table.add('b', unknown);
    table.setPerson(0, 5);
    expect([frozen.size, frozen.find('a'), frozen.find('b'), frozen.person(0)]).toEqual([1, 0, -1, null]);
    frozen.setPerson(0, 2);
    expect([frozen.person(0), table.person(0)]).toEqual([2, 5]);
    expect(() => frozen.add('c', unknown)).toThrow();
  });
});
