import type { RevocationPlan } from '../../../contract/domain/revocation.ts';
import type { LoginMethod } from '../../../contract/domain/user.ts';
import { formatCount, plural } from '../../messages/format-count.ts';
import { formatLoginMethod } from '../../messages/format-login-method.ts';
import { aboutWords } from './run-words.ts';

/** "End 23 sessions", the act with its number, as buttons say it. */
export function actWords(sessions: number): string {
  return `End ${plural(sessions, 'session')}`;
}

/**
 * "public 20, acme 3, and 150 more": most sessions first, and how many are not named. `of`: how many there are in all.
 * Main hands over the largest only, so the length of the list says nothing about that.
 */
export function shareWords(
  shares: readonly { readonly name: string; readonly sessions: number }[],
  of: number,
  most = 6,
): string {
  const sorted = shares.toSorted((a, b) => b.sessions - a.sessions || a.name.localeCompare(b.name));
  const words = sorted.slice(0, most).map(({ name, sessions }) => `${name} ${formatCount(sessions)}`);
  const rest = of - words.length;
  return [...words, ...(rest > 0 ? [`and ${formatCount(rest)} more`] : [])].join(', ');
}

/** The tenants of a plan: see `shareWords`. */
export function tenantWords({ byTenant, tenants }: Pick<RevocationPlan, 'byTenant' | 'tenants'>): string {
  return shareWords(byTenant, tenants);
}

/** Sessions of a plan by login method, in words. Ids that belong to no login method are told as such. */
export function sharesByMethod(
  plan: Pick<RevocationPlan, 'byIdentity'>,
  methods: readonly LoginMethod[],
): { name: string; sessions: number }[] {
  const names = new Map(methods.map((method) => [method.recipeUserId, formatLoginMethod(method)]));
  const shares = new Map<string, number>();
  for (const { identity, sessions } of plan.byIdentity) {
    if (sessions === 0) continue;
    const name = names.get(identity.recipeUserId ?? '') ?? 'no login method';
    shares.set(name, (shares.get(name) ?? 0) + sessions);
  }
  return [...shares].map(([name, sessions]) => ({ name, sessions }));
}

/** The number typed to confirm, however it is grouped ("10,005", "10 005"); null when it is no number. */
export function typedNumber(text: string): number | null {
  const digits = text.replace(/[\s,.'’_]/g, '');
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}

/** "340, of whom 12 with everything they have, new sessions too"; null: not known, or said elsewhere. */
export function planUsersWords({
  scope,
  users,
  wholeUsers,
}: Pick<RevocationPlan, 'scope' | 'users' | 'wholeUsers'>): string | null {
  if (users === null || scope.type === 'user') return null;
  if (wholeUsers === 0) return formatCount(users);
  const whole = wholeUsers === users ? 'all' : formatCount(wholeUsers);
  return `${formatCount(users)}, ${whole} of them with everything, sessions that begin meanwhile too`;
}

/** "12 sessions that you took out stay" */
export function keptWords(excluded: number): string {
  return `${plural(excluded, 'session')} that you took out ${excluded === 1 ? 'stays' : 'stay'}`;
}

/** "2 of these are your own sessions". */
export function ownWords(own: number): string {
  return own === 1 ? '1 of these is your own session' : `${formatCount(own)} of these are your own sessions`;
}

/** What selects a session or a user that was selected before: lines of a list, else handles. */
export function duplicateWords({ duplicates, scope }: Pick<RevocationPlan, 'duplicates' | 'scope'>): string {
  const what =
    scope.type === 'list' ? `${plural(duplicates, 'line')} of the list` : plural(duplicates, 'handle');
  return `${what} ${duplicates === 1 ? 'repeats' : 'repeat'} another one. Each session is counted once.`;
}

/** "50,000 users, 100,100 calls, about 4 min": what visiting all users once more takes; null: there is no such scan. */
export function secondScanCostWords({ secondScan }: Pick<RevocationPlan, 'secondScan'>): string | null {
  if (secondScan === null) return null;
  const { calls, ms, users } = secondScan;
  return `${plural(users, 'user')}, ${plural(calls, 'call')}, ${aboutWords(ms)}, after the sessions are ended`;
}

/** How long it takes, when that is worth knowing: "about 2 min"; null for a few seconds. */
export function estimateWords(estimateMs: number): string | null {
  return estimateMs < 5_000 ? null : aboutWords(estimateMs);
}
