import type { Arrangement } from '../../../ui/arranged-rows/arrangement.ts';
import type { TableColumn, TableSort } from '../../../ui/table/table-column.ts';
import type { MethodOf } from './method-lookup.ts';
import type { SessionEntry } from './reading/session-entry.ts';
import { type SessionFilter, sessionFilter } from './session-filter.ts';

/** The rows that a filter leaves, in the order that the header of the table asks for. */
export function sessionArrangement(
  filter: SessionFilter,
  sort: TableSort | null,
  columns: readonly TableColumn<SessionEntry>[],
  methodOf: MethodOf,
): Arrangement<SessionEntry> {
  const column = columns.find(({ id }) => id === sort?.columnId);
  return {
    includes: sessionFilter(filter, methodOf),
    sortValue: column?.sortValue ?? null,
    descending: sort?.descending ?? false,
  };
}
