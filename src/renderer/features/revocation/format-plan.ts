import type { PlanSource, RevocationPlan } from '../../../contract/domain/revocation/plan.ts';
import type { RunOptions } from '../../../contract/domain/revocation/run.ts';
import type { LoginMethod } from '../../../contract/domain/user.ts';
import { formatListName } from '../../messages/format-list-name.ts';
import { formatRule, withRetry } from '../../messages/format-rule.ts';
import type { Times } from '../../messages/format-time.ts';
import { formatLoginMethod } from '../../messages/format-user-name.ts';
import { text } from '../../messages/text.ts';

interface SourceDetails {
  readonly targets: number;
  readonly times: Times;
  /** The display name of the user whose sessions these are; null: not known, the id is shown. */
  readonly userName?: string | null;
}

/** What a plan was made from, in a line: "all sessions of ada@alpha.example", "list leaked.csv", a rule as a sentence. */
export function formatPlanSource(source: PlanSource, { targets, times, userName }: SourceDetails): string {
  switch (source.type) {
    case 'handles':
      return text('report.source.handles', { count: targets });
    case 'user': {
      const user = userName ?? source.userId;
      return source.tenantId === null
        ? text('report.source.user', { user })
        : text('report.source.user-in-tenant', { user, tenant: source.tenantId });
    }
    case 'list':
      return withRetry(formatListName(source.name), source);
    case 'rule':
      return withRetry(formatRule(source.rule, source.tenants, times), source);
  }
}

interface Share {
  readonly name: string;
  readonly sessions: number;
}

/**
 * "public 20, acme 3, and 150 more": most sessions first, and how many are not named. `of`: how many there are in all.
 * Main hands over the largest only, so the length of the list says nothing about that.
 */
export function formatShares(shares: readonly Share[], of: number, most = 6): string {
  const sorted = shares.toSorted((a, b) => b.sessions - a.sessions || a.name.localeCompare(b.name));
  const named = sorted.slice(0, most);
  const list = named.map(({ name, sessions }) => text('report.share', { name, sessions })).join(', ');
  const rest = of - named.length;
  return rest > 0 ? text('report.shares-more', { shares: list, rest }) : list;
}

export function formatTenants({ byTenant, tenants }: Pick<RevocationPlan, 'byTenant' | 'tenants'>): string {
  return formatShares(byTenant, tenants);
}

/** Sessions of a plan by login method. Ids that belong to no login method are named as such. */
export function sharesByMethod(
  plan: Pick<RevocationPlan, 'byIdentity'>,
  methods: readonly LoginMethod[],
): Share[] {
  const names = new Map(methods.map((method) => [method.recipeUserId, formatLoginMethod(method)]));
  const shares = new Map<string, number>();
  for (const { identity, sessions } of plan.byIdentity) {
    if (sessions === 0) continue;
    const name = names.get(identity.recipeUserId ?? '') ?? text('report.no-login-method');
    shares.set(name, (shares.get(name) ?? 0) + sessions);
  }
  return [...shares].map(([name, sessions]) => ({ name, sessions }));
}

type PlanUsers = Pick<RevocationPlan, 'source' | 'users' | 'wholeUsers'>;

/** How many users, and for how many of them all sessions are ended; null: not known, or said elsewhere. */
export function formatPlanUsers({ source, users: count, wholeUsers: whole }: PlanUsers): string | null {
  if (count === null || source.type === 'user') return null;
  if (whole === 0) return text('report.users', { count });
  return whole === count ? text('report.users-all', { count }) : text('report.users-some', { count, whole });
}

/** How many sessions are the operator's own, and of how many nobody knows it. Null: none is. */
export function formatOwn({ own, ownUnread = 0 }: Pick<RevocationPlan, 'own' | 'ownUnread'>): string | null {
  const known = own === 0 ? null : text('report.own', { count: own });
  if (ownUnread === 0) return known;
  const notKnown = text('report.own-not-known', { count: ownUnread });
  return known === null ? notKnown : text('report.own-and-not-known', { own: known, notKnown });
}

/** Of chosen sessions, the user ids are counted: one user can have several. */
export function usersLabel({ source }: Pick<RevocationPlan, 'source'>): string {
  return text(source.type === 'handles' ? 'report.fact.user-ids' : 'report.fact.users');
}

/** "3 passes, then watch for 10 min and report new sessions". */
export function formatRunOptions({
  passes,
  watchMinutes,
  watchThen,
}: Omit<RunOptions, 'oauthTokens'>): string {
  return watchMinutes === 0
    ? text('report.options-no-watch', { passes })
    : text('report.options-watch', { passes, minutes: watchMinutes, onNew: watchThen });
}

/** Null: the users of sessions were read, as far as the core knows them, or the plan is of no list. */
export function formatNamesNotRead(source: PlanSource): string | null {
  return source.type === 'list' && source.names === 'not-read' ? text('report.note.names-not-read') : null;
}
