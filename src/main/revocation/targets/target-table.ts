import { tenantOfHandle } from '../../identity/handle-tenant.ts';
import { createColumn } from './columns.ts';
import { createTextTable } from './text-table.ts';

/** What is known of a session before it is ended. */
export interface TargetFacts {
  /** Number of its user in the plan's people; null: not known. */
  readonly person: number | null;
  /** Epoch milliseconds; null: not read. */
  readonly createdAt: number | null;
}

/** Session handles, distinct and numbered in the order they came. */
export interface TargetTable {
  readonly size: number;
  /** Known ones keep their number and their facts. */
  readonly add: (handle: string, facts: TargetFacts) => { readonly index: number; readonly isNew: boolean };
  /** -1 when not there. */
  readonly find: (handle: string) => number;
  readonly handle: (index: number) => string;
  readonly person: (index: number) => number | null;
  readonly createdAt: (index: number) => number | null;
  /** The tenant that the handle names. */
  readonly tenantId: (index: number) => string;
  /** Number of that tenant, among those that came up here. */
  readonly tenant: (index: number) => number;
  readonly tenants: () => readonly string[];
  readonly setPerson: (index: number, person: number) => void;
}

const nobody = -1;

export function createTargetTable(): TargetTable {
  const handles = createTextTable();
  const people = createColumn(Int32Array);
  const created = createColumn(Float64Array);
  const tenantOf = createColumn(Uint32Array);
  const tenants = createTextTable();
  return {
    get size() {
      return handles.size;
    },
    add: (handle, { person, createdAt }) => {
      const added = handles.add(handle);
      if (added.isNew) {
        people.push(person ?? nobody);
        created.push(createdAt ?? Number.NaN);
        tenantOf.push(tenants.add(tenantOfHandle(handle)).index);
      }
      return added;
    },
    find: handles.find,
    handle: handles.at,
    person: (index) => {
      const person = people.get(index);
      return person === nobody ? null : person;
    },
    createdAt: (index) => {
      const at = created.get(index);
      return Number.isNaN(at) ? null : at;
    },
    tenantId: (index) => tenants.at(tenantOf.get(index)),
    tenant: tenantOf.get,
    tenants: () => Array.from({ length: tenants.size }, (_, tenant) => tenants.at(tenant)),
    setPerson: (index, person) => people.set(index, person),
  };
}

/**
 * The targets that a table holds now, with users of another numbering (-1: not known). Handles stay where they are,
 * which a table only ever adds to: a million of them take four megabytes instead of eighty. Nothing can be added.
 */
export function frozenTargets(table: TargetTable, people: Int32Array): TargetTable {
  const size = people.length;
  return {
    size,
    add: () => {
      throw new Error('Nothing can be added to targets that are frozen.');
    },
    find: (handle) => {
      const index = table.find(handle);
      return index < size ? index : -1;
    },
    handle: table.handle,
    person: (index) => {
      const person = people[index] as number;
      return person === nobody ? null : person;
    },
    createdAt: table.createdAt,
    tenantId: table.tenantId,
    tenant: table.tenant,
    tenants: table.tenants,
    setPerson: (index, person) => {
      people[index] = person;
    },
  };
}
