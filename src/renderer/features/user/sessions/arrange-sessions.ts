import { deviceWords } from '../../../ui/device-words.ts';
import type { SessionEntry } from './session-entry.ts';

export const sessionColumns = [
  'handle',
  'tenant',
  'method',
  'created',
  'expires',
  'network',
  'device',
] as const;
export type SessionColumn = (typeof sessionColumns)[number];

export interface Arrangement {
  readonly sortBy: SessionColumn;
  readonly descending: boolean;
  /** Words that all have to occur somewhere in the row. */
  readonly filter: string;
  /** Null: every tenant. */
  readonly tenantId: string | null;
}

export const newestFirst: Arrangement = { sortBy: 'created', descending: true, filter: '', tenantId: null };

/** Which login method a session began with, in words; null while it is not known. */
export type MethodOf = (entry: SessionEntry) => string | null;

/**
 * The rows to show. Times sort by the time itself. What has no value in the sorted column (not read yet, not recorded)
 * comes last in either direction: it is neither the oldest nor the newest.
 */
export function arrangeSessions(
  entries: readonly SessionEntry[],
  arrangement: Arrangement,
  methodOf: MethodOf,
): SessionEntry[] {
  const words = arrangement.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const { tenantId, sortBy, descending } = arrangement;
  const kept = entries.filter(
    (entry) => (tenantId === null || entry.tenantId === tenantId) && matches(entry, words, methodOf),
  );
  const sign = descending ? -1 : 1;
  return kept
    .map((entry) => ({ entry, value: sortValue(entry, sortBy, methodOf) }))
    .sort((a, b) => {
      if (a.value === b.value) return a.entry.handle < b.entry.handle ? -1 : 1;
      if (a.value === null) return 1;
      if (b.value === null) return -1;
      return (a.value < b.value ? -1 : 1) * sign;
    })
    .map(({ entry }) => entry);
}

function sortValue(entry: SessionEntry, column: SessionColumn, methodOf: MethodOf): string | number | null {
  if (column === 'handle') return entry.handle;
  if (column === 'tenant') return entry.tenantId;
  if (column === 'method') return methodOf(entry);
  if (entry.state !== 'read') return null;
  switch (column) {
    case 'created':
      return entry.row.timeCreated;
    case 'expires':
      return entry.row.expiry;
    case 'network':
      return entry.row.ip;
    case 'device':
      return deviceOf(entry.row.userAgent);
  }
}

function matches(entry: SessionEntry, words: readonly string[], methodOf: MethodOf): boolean {
  if (words.length === 0) return true;
  const texts = [entry.handle, entry.tenantId, entry.underId, methodOf(entry) ?? ''];
  if (entry.state === 'read') {
    const { ip, userAgent, recipeUserId } = entry.row;
    texts.push(ip ?? 'not recorded', userAgent ?? 'not recorded', deviceOf(userAgent) ?? '', recipeUserId);
  }
  const text = texts.join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

const devices = new Map<string, string>();

/** Tens of thousands of rows share a few dozen user agents. */
function deviceOf(userAgent: string | null): string | null {
  if (userAgent === null) return null;
  const known = devices.get(userAgent);
  if (known !== undefined) return known;
  const { words } = deviceWords(userAgent);
  if (devices.size >= 5_000) devices.clear();
  devices.set(userAgent, words);
  return words;
}
