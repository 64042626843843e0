import type { SessionRow } from '../../../../src/contract/domain/session.ts';
import type { User } from '../../../../src/contract/domain/user.ts';
import type { CorePort } from '../../../../src/main/core/protocol.ts';

interface GeneratedCore {
  readonly tenants: number;
  readonly usersPerTenant: number;
  readonly sessionsPerUser: number;
  readonly onPage?: () => void;
}

const batchSize = 64;

/** A core of any size that takes no memory: users and sessions are made from their numbers when they are asked for. */
export function generatedCore({ tenants, usersPerTenant, sessionsPerUser, onPage }: GeneratedCore): CorePort {
  const tenantName = (tenant: number) => (tenant === 0 ? 'public' : `tenant-${tenant}`);

  function userOf(tenant: number, index: number): User {
    const id = `user-${tenant}-${index}`;
    const tenantIds = [tenantName(tenant)];
    const email = `${id}@alpha.example`;
    const timeJoined = 1_700_000_000_000 + index;
    return {
      id,
      isPrimaryUser: false,
      tenantIds,
      timeJoined,
      emails: [email],
      phoneNumbers: [],
      thirdParty: [],
      loginMethods: [
        { recipeId: 'emailpassword', recipeUserId: id, tenantIds, timeJoined, verified: true, email },
      ],
    };
  }

  function handlesOf(userId: string): string[] {
    const tenant = Number(userId.split('-')[1]);
    const suffix = tenant === 0 ? '' : `_${tenantName(tenant)}`;
    return Array.from({ length: sessionsPerUser }, (_, index) => `${userId}-session-${index}${suffix}`);
  }

  function sessionOf(handle: string): SessionRow {
    const [userId = '', rest = ''] = handle.split('-session-');
    const tenantId = tenantName(Number(userId.split('-')[1]));
    const timeCreated = 1_700_000_000_000 + Number.parseInt(rest, 10);
    return {
      handle,
      tenantId,
      userId,
      recipeUserId: userId,
      timeCreated,
      expiry: timeCreated + 8_640_000_000,
      ip: '203.0.113.7',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    };
  }

  const notGenerated = async () => {
    throw new Error('This core does not answer that.');
  };
  return {
    facts: notGenerated,
    searchUsers: notGenerated,
    usersByAccountInfo: notGenerated,
    user: notGenerated,
    roles: notGenerated,
    metadata: notGenerated,
    session: notGenerated,
    revokeHandles: notGenerated,
    revokeUser: notGenerated,
    handlesInParts: notGenerated,
    sessionsInFull: notGenerated,
    sessionsForEvidence: notGenerated,
    usersById: notGenerated,
    oauthClients: notGenerated,
    endOAuthTokens: notGenerated,
    signingKeys: async () => ({ keys: [], maxAgeS: 60 }),
    identity: async () => ({ keys: ['s-generated'], silent: [] }),
    tenants: async () => Array.from({ length: tenants }, (_, tenant) => ({ tenantId: tenantName(tenant) })),
    users: async ({ tenantId, limit, pageToken }) => {
      onPage?.();
      const tenant = tenantId === 'public' ? 0 : Number(tenantId.split('-')[1]);
      const from = Number(pageToken ?? 0);
      const to = Math.min(usersPerTenant, from + limit);
      const users = Array.from({ length: to - from }, (_, index) => userOf(tenant, from + index));
      return to < usersPerTenant ? { users, nextPageToken: String(to) } : { users };
    },
    userCount: async () => tenants * usersPerTenant,
    idMapping: async () => null,
    sessionHandles: async ({ userId }) => handlesOf(userId),
    sessions: async ({ handles }, onBatch, signal) => {
      for (let at = 0; at < handles.length; at += batchSize) {
        signal?.throwIfAborted();
        const batch = handles.slice(at, at + batchSize);
        onBatch(batch.map((handle) => ({ type: 'found', row: sessionOf(handle) })));
        // As from a worker: one message after the other.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
