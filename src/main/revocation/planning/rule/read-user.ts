import type { SessionRow } from '../../../../contract/domain/session.ts';
import type { IdentityId, User } from '../../../../contract/domain/user.ts';
import type { CorePort, RecordedKeys } from '../../../core/protocol.ts';
import { tenantOfHandle } from '../../../identity/handle-tenant.ts';
import { readIdentities } from '../../../identity/person.ts';
import type { Ask } from './conditions.ts';
import type { RuleFacts } from './facts.ts';
import type { Needs } from './needs.ts';
import type { Patience } from './patience.ts';
import { readSessionFacts } from './read-session-facts.ts';
import type { Tally } from './scan.ts';

export interface RuleTools {
  /** Throws a `Failure` when the connection is not open, or leads to another core. */
  readonly core: () => CorePort;
  readonly keys: RecordedKeys;
  readonly ask: Ask;
  readonly needs: Needs;
  /** Sessions of these tenants count; null: of all. */
  readonly tenants: ReadonlySet<string> | null;
  readonly patience: Patience;
  /** After each user. */
  readonly onUser: () => void;
  /** Takes what the rule hits; resolves when there is room for more. */
  readonly onMatches: (
    user: User,
    identities: readonly IdentityId[],
    rows: readonly SessionRow[],
  ) => Promise<void>;
}

const nothing: Tally = { sessions: 0, undecided: 0, unread: [] };

/**
 * Reads as much of a user as it takes to say which sessions the rule hits, under every id of theirs. With `only`, of
 * these handles alone. Rejects with `Unreadable` when ids, handles or roles cannot be read.
 */
export async function readUser(
  tools: RuleTools,
  user: User,
  only: readonly string[] | null,
  signal: AbortSignal,
): Promise<Tally> {
  // What the user alone decides needs no reading of sessions, whatever these are.
  if (tools.ask({ user }) === 'no') return nothing;
  const { core, patience } = tools;
  const identities = await patience.attempt(() => readIdentities(core(), user, signal), signal);
  const handles = only ?? (await listHandles(tools, identities, signal));
  const unread: string[] = [];
  let undecided = 0;
  for (const [tenantId, inTenant] of byTenant(handles)) {
    const facts = await readTenantFacts(tools, user, tenantId, signal);
    const early = tools.ask(facts);
    if (early === 'no') continue;
    const read = await readSessionFacts(tools, inTenant, {
      inFull: early === 'undecided' && tools.needs.payloads,
      signal,
      onFound: async (found) => {
        const hit = found.filter((session) => {
          const verdict = tools.ask({ ...facts, ...session });
          if (verdict === 'undecided') undecided += 1;
          return verdict === 'yes';
        });
        if (hit.length > 0)
          await tools.onMatches(
            user,
            identities,
            hit.map(({ session }) => session),
          );
      },
    });
    unread.push(...read.unread);
  }
  return { sessions: only === null ? handles.length : 0, undecided, unread };
}

async function listHandles(
  { core, patience, tenants }: RuleTools,
  identities: readonly IdentityId[],
  signal: AbortSignal,
): Promise<string[]> {
  const seen = new Set<string>();
  for (const { id } of identities) {
    const listed = await patience.attempt(
      () => core().sessionHandles({ userId: id, tenantId: null }, signal),
      signal,
    );
    for (const handle of listed) if (tenants?.has(tenantOfHandle(handle)) ?? true) seen.add(handle);
  }
  return [...seen];
}

function byTenant(handles: readonly string[]): Map<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (const handle of handles) {
    const tenantId = tenantOfHandle(handle);
    const group = grouped.get(tenantId);
    if (group) group.push(handle);
    else grouped.set(tenantId, [handle]);
  }
  return grouped;
}

/** What is known of all sessions of a user in a tenant. Roles are read once for them all, and only if it depends on them. */
async function readTenantFacts(
  { core, patience, ask, needs }: RuleTools,
  user: User,
  tenantId: string,
  signal: AbortSignal,
): Promise<RuleFacts> {
  const facts = { tenantId, user };
  if (!needs.roles || ask(facts) !== 'undecided') return facts;
  const roles = await patience.attempt(() => core().roles({ tenantId, userId: user.id }, signal), signal);
  return { ...facts, roles };
}
