import { deviceWords } from '../../../ui/device-words.ts';
import type { MethodOf } from './method-lookup.ts';
import type { SessionEntry } from './session-entry.ts';

export interface SessionFilter {
  /** Words that all have to occur somewhere in the row, whatever their case. */
  readonly text: string;
  /** Null: every tenant. */
  readonly tenantId: string | null;
}

export const everySession: SessionFilter = { text: '', tenantId: null };

/** The rows that the filter leaves. Details that were not read yet cannot match a text. */
export function filterSessions(
  entries: readonly SessionEntry[],
  filter: SessionFilter,
  methodOf: MethodOf,
): readonly SessionEntry[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && filter.tenantId === null) return entries;
  return entries.filter(
    (entry) =>
      (filter.tenantId === null || entry.tenantId === filter.tenantId) && matches(entry, words, methodOf),
  );
}

/** How many sessions stand in each tenant, by name. What ended meanwhile does not count. */
export function sessionsByTenant(
  entries: readonly SessionEntry[],
): readonly { readonly tenantId: string; readonly sessions: number }[] {
  const counts = new Map<string, number>();
  for (const { tenantId, state } of entries) {
    if (state !== 'gone') counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1);
  }
  return [...counts]
    .map(([tenantId, sessions]) => ({ tenantId, sessions }))
    .sort((a, b) => a.tenantId.localeCompare(b.tenantId));
}

function matches(entry: SessionEntry, words: readonly string[], methodOf: MethodOf): boolean {
  if (words.length === 0) return true;
  const texts = [entry.handle, entry.tenantId, entry.underId, methodOf(entry) ?? ''];
  if (entry.state === 'read') {
    const { ip, userAgent, recipeUserId } = entry.row;
    texts.push(ip ?? 'not recorded', userAgent ?? 'not recorded', deviceOf(userAgent), recipeUserId);
  }
  const text = texts.join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

const devices = new Map<string, string>();

/** Tens of thousands of rows share a few dozen user agents. */
function deviceOf(userAgent: string | null): string {
  if (userAgent === null) return '';
  const known = devices.get(userAgent);
  if (known !== undefined) return known;
  const { words } = deviceWords(userAgent);
  if (devices.size >= 5_000) devices.clear();
  devices.set(userAgent, words);
  return words;
}
