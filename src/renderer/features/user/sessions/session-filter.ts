import { formatDevice } from '../../../messages/format-device.ts';
import type { Arrangement } from '../../../ui/arranged-rows/arrangement.ts';
import type { TableColumn, TableSort } from '../../../ui/table/table-column.ts';
import type { SessionEntry } from './reading/session-list.ts';
import type { MethodOf } from './session-methods.ts';

export interface SessionFilter {
  /** Words that all have to occur somewhere in the row, whatever their case. */
  readonly text: string;
  /** Null: every tenant. */
  readonly tenantId: string | null;
  /** Only these sessions, as they were selected; null: all. */
  readonly only: ReadonlySet<string> | null;
}

export const everySession: SessionFilter = { text: '', tenantId: null, only: null };

/** Whether a row passes the filter; null: all do. Details that were not read yet cannot match a text. */
export function sessionFilter(
  { text, tenantId, only }: SessionFilter,
  methodOf: MethodOf,
): ((entry: SessionEntry) => boolean) | null {
  const tokens = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (tokens.length === 0 && tenantId === null && only === null) return null;
  return (entry) =>
    (only === null || only.has(entry.handle)) &&
    (tenantId === null || entry.tenantId === tenantId) &&
    matches(entry, tokens, methodOf);
}

function matches(entry: SessionEntry, tokens: readonly string[], methodOf: MethodOf): boolean {
  if (tokens.length === 0) return true;
  const texts = [entry.handle, entry.tenantId, entry.underId, methodOf(entry) ?? ''];
  if (entry.state === 'read') {
    const { ip, userAgent, recipeUserId } = entry.row;
    texts.push(ip ?? 'not recorded', userAgent ?? 'not recorded', deviceOf(userAgent), recipeUserId);
  }
  const text = texts.join('\n').toLowerCase();
  return tokens.every((word) => text.includes(word));
}

const devices = new Map<string, string>();

/** Tens of thousands of rows share a few dozen user agents. */
function deviceOf(userAgent: string | null): string {
  if (userAgent === null) return '';
  const known = devices.get(userAgent);
  if (known !== undefined) return known;
  const { text: device } = formatDevice(userAgent);
  if (devices.size >= 5_000) devices.clear();
  devices.set(userAgent, device);
  return device;
}

/** The rows that pass a filter, in the order that was chosen in the header of the table. */
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
