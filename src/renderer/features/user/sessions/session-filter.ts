import type { IdentityId, LoginMethod } from '../../../../contract/domain/user.ts';
import { formatDevice } from '../../../messages/format-device.ts';
import { formatLoginMethod } from '../../../messages/format-user-name.ts';
import type { Arrangement } from '../../../ui/table/arranged-rows.ts';
import type { TableColumn, TableSort } from '../../../ui/table/table-column.ts';
import { methodIdOf, type SessionEntry, type SessionTally } from './reading/session-list.ts';
import type { SessionsSnapshot } from './reading/session-store.ts';

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
    const device = userAgent === null ? '' : formatDevice(userAgent).text;
    texts.push(ip ?? 'not recorded', userAgent ?? 'not recorded', device, recipeUserId);
  }
  const text = texts.join('\n').toLowerCase();
  return tokens.every((word) => text.includes(word));
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

/** The name of the login method that a session began with; null: not known. */
type MethodOf = (entry: SessionEntry) => string | null;

/** The login methods of a user's sessions, and whether the user and all of its ids were read: before that, null means nothing. */
export interface SessionMethods {
  readonly user: 'reading' | 'failed' | 'read';
  readonly of: MethodOf;
  /** The same by the id of the login method. */
  readonly byId: ReadonlyMap<string, string>;
}

/** Whether the login methods are known, by the state of the user: a session can name any id of the user, and these come by themselves. */
export function methodsState(
  user: SessionMethods['user'],
  { identities, reading }: Pick<SessionsSnapshot, 'identities' | 'reading'>,
): SessionMethods['user'] {
  if (user !== 'read' || identities.length > 0) return user;
  return reading.state === 'failed' ? 'failed' : 'reading';
}

/** What a cell can say: a method, that there is none, or that the user or the session was not read. */
type KnownMethod =
  | { readonly state: 'method'; readonly name: string }
  | { readonly state: 'none' | 'unread' | 'failed' };

/** "None" only when both the user and the session were read: reading a session can bring another id. */
export function knownMethod(methods: Omit<SessionMethods, 'byId'>, entry: SessionEntry): KnownMethod {
  const name = methods.of(entry);
  if (name !== null) return { state: 'method', name };
  if (methods.user === 'failed') return { state: 'failed' };
  return { state: methods.user === 'reading' || entry.state === 'listed' ? 'unread' : 'none' };
}

/** How many login methods the active sessions began with, as far as is known. */
export function methodsInUse(
  byMethodId: SessionTally['byMethodId'],
  { byId }: Pick<SessionMethods, 'byId'>,
): number {
  const names = new Set([...byMethodId.keys()].map((id) => byId.get(id)));
  names.delete(undefined);
  return names.size;
}

/**
 * Finds the login method of a session: by its recipe user id, which can be an internal id, and before it was
 * read by the id it is listed under.
 */
export function methodLookup(
  identities: readonly IdentityId[],
  methods: readonly LoginMethod[],
): Pick<SessionMethods, 'of' | 'byId'> {
  const names = new Map(methods.map((method) => [method.recipeUserId, formatLoginMethod(method)]));
  const byId = new Map<string, string>(names);
  for (const { id, recipeUserId } of identities) {
    const name = recipeUserId === null ? undefined : names.get(recipeUserId);
    if (name !== undefined) byId.set(id, name);
  }
  return { byId, of: (entry) => byId.get(methodIdOf(entry)) ?? null };
}
