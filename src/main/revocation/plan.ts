import { randomUUID } from 'node:crypto';
import type { RevocationPlan, RevocationScope } from '../../contract/domain/revocation.ts';
import type { IdentityId } from '../../contract/domain/user.ts';
import type { CorePort } from '../core/protocol.ts';
import { tenantOfHandle } from '../identity/handle-tenant.ts';
import { readPerson } from '../identity/person.ts';

/** A plan with what stays in this process: the handles, and the ids that the person had. */
export interface FrozenPlan {
  readonly plan: RevocationPlan;
  /** Of the core that was listed: a connection can be changed to lead to another one. */
  readonly address: string;
  readonly handles: ReadonlySet<string>;
  readonly identities: readonly IdentityId[];
}

interface Listed {
  readonly handles: readonly string[];
  readonly byIdentity: readonly { readonly identity: IdentityId; readonly sessions: number }[];
}

/** Lists and freezes what is to be ended. Ends nothing. Rejects when any part of the list cannot be had. */
export async function freezePlan(
  core: CorePort,
  request: {
    readonly connectionId: string;
    readonly address: string;
    readonly scope: RevocationScope;
    readonly accessTokenLifetimeS: number;
    readonly createdAt: number;
  },
  signal: AbortSignal,
): Promise<FrozenPlan> {
  const { scope, address, ...rest } = request;
  const listed =
    scope.type === 'user'
      ? await listPerson(core, scope, signal)
      : { handles: scope.handles, byIdentity: [] };
  const handles = new Set(listed.handles);
  return {
    handles,
    address,
    identities: listed.byIdentity.map(({ identity }) => identity),
    plan: {
      ...rest,
      id: randomUUID(),
      scope: scope.type === 'user' ? scope : { type: 'handles' },
      targets: handles.size,
      duplicates: listed.handles.length - handles.size,
      byTenant: countByTenant(handles),
      byIdentity: [...listed.byIdentity],
    },
  };
}

async function listPerson(
  core: CorePort,
  { userId, tenantId }: Extract<RevocationScope, { type: 'user' }>,
  signal: AbortSignal,
): Promise<Listed> {
  const { identities } = await readPerson(core, userId, signal);
  const lists = await Promise.all(
    identities.map(async (identity) => ({
      identity,
      handles: await core.sessionHandles({ userId: identity.id, tenantId }, signal),
    })),
  );
  return {
    handles: lists.flatMap(({ handles }) => handles),
    byIdentity: lists.map(({ identity, handles }) => ({ identity, sessions: new Set(handles).size })),
  };
}

function countByTenant(handles: Iterable<string>): RevocationPlan['byTenant'] {
  const counts = new Map<string, number>();
  for (const handle of handles) {
    const tenantId = tenantOfHandle(handle);
    counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1);
  }
  const byTenant = [...counts].map(([name, sessions]) => ({ name, sessions }));
  return byTenant.sort((a, b) => b.sessions - a.sessions || a.name.localeCompare(b.name));
}
