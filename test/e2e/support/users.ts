import type { OwnCore } from './own-core.ts';

/** A user that a spec made for itself. */
export interface TestUser {
  readonly id: string;
  readonly email: string;
  readonly handles: readonly string[];
}

/** Users of a core, made and asked after beside the console. */
export function testUsersOf(core: OwnCore) {
  return {
    /** A user with so many sessions in each of these tenants. */
    async newUser(
      name: string,
      sessions: number,
      tenants: readonly string[] = ['public'],
    ): Promise<TestUser> {
      const email = `${name}@users.example`;
      const { body } = await core.client.post('/recipe/signup', { email, password: 's3cret-enough' });
      const { id } = body.user as { id: string };
      for (const tenantId of tenants.filter((tenant) => tenant !== 'public')) {
        await core.client.post(`/${tenantId}/recipe/multitenancy/tenant/user`, { recipeUserId: id });
      }
      const handles = tenants.flatMap((tenantId) =>
        core.sandbox.seedSessions({ userId: id, tenantId, count: sessions }),
      );
      return { id, email, handles };
    },
    /** All handles that the core has under any of these ids. */
    async alive(...ids: string[]): Promise<string[]> {
      const lists = await Promise.all(
        ids.map(async (userId) => {
          const query = {
            ...{ userId, fetchSessionsForAllLinkedAccounts: 'false', fetchAcrossAllTenants: 'true' },
          };
          return (await core.client.get('/recipe/session/user', query)).body.sessionHandles as string[];
        }),
      );
      return [...new Set(lists.flat())];
    },
  };
}
