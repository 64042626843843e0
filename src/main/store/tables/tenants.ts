import type { OpenFile } from '../files/connection.ts';
import type { CountRepository } from './counts.ts';
import { checksum, endOf, rowIsDamaged, startOf, toId } from './rows.ts';

/** A row of the table of tenants. */
interface TenantRow {
  readonly id: number;
  readonly name: string;
  /** Sessions that were selected, excluded ones included. */
  matches: number;
  /** Of these. */
  excluded: number;
}

/** Tenants during one transaction: read once, changed in memory, written by `flush`. */
export interface TenantRepository {
  readonly findOrAdd: (name: string) => TenantRow;
  /** To be changed: `flush` writes it. */
  readonly edit: (id: number) => TenantRow;
  readonly flush: () => void;
}

const tenantColumns = 'id, name, matches, excluded, crc';

export function createTenantRepository(
  file: OpenFile,
  rev: number,
  counts: CountRepository,
): TenantRepository {
  const byId = new Map<number, TenantRow>();
  const byName = new Map<string, TenantRow>();
  const changed = new Set<TenantRow>();

  function remember(row: TenantRow): TenantRow {
    byId.set(row.id, row);
    byName.set(row.name, row);
    return row;
  }

  return {
    findOrAdd: (name) => {
      const known = byName.get(name);
      if (known) return known;
      const row = file
        .prepare(`SELECT ${tenantColumns} FROM tenant WHERE rev = ? AND name = ?`)
        .get(rev, name);
      if (row) return remember(intactTenant(row));
      const added = remember({ id: toId(rev, counts.next('tenant')), name, matches: 0, excluded: 0 });
      changed.add(added);
      return added;
    },
    edit: (id) => {
      const row =
        byId.get(id) ??
        remember(intactTenant(file.prepare(`SELECT ${tenantColumns} FROM tenant WHERE id = ?`).get(id)));
      changed.add(row);
      return row;
    },
    flush: () => {
      for (const { id, name, matches, excluded } of changed)
        file
          .prepare('INSERT OR REPLACE INTO tenant VALUES (?, ?, ?, ?, ?, ?)')
          .run(id, rev, name, matches, excluded, checksum(id, name, matches, excluded));
      changed.clear();
    },
  };
}

/** Throws `store-damaged` when the checksum of the row is wrong. */
function intactTenant(row: unknown): TenantRow {
  const { id, name, matches, excluded, crc } = (row ?? {}) as TenantRow & { crc?: number };
  if (checksum(id, name, matches, excluded) !== crc) throw rowIsDamaged();
  return { id, name, matches, excluded };
}

/** All tenants that a match was ever of. */
export function readTenants(file: OpenFile, rev: number): TenantRow[] {
  return file
    .prepare('SELECT id, name, matches, excluded, crc FROM tenant WHERE id > ? AND id <= ? ORDER BY id')
    .all(startOf(rev), endOf(rev))
    .map(intactTenant);
}
