import type { JsonObject } from './json.ts';
import { openSession } from './store/open-session.ts';
import { signUp } from './store/sign-up.ts';
import type { Store } from './store/store.ts';
import { PUBLIC_TENANT } from './store/tenants.ts';

export interface SeedSessions {
  /** An inner or external id, or one that is no user. */
  readonly userId: string;
  readonly count: number;
  /** `public` unless given; made when it is not there. */
  readonly tenantId?: string;
  /** Of the first session, epoch milliseconds; each later one is a second older. Now unless given. */
  readonly newest?: number;
  readonly userDataInDatabase?: JsonObject;
  readonly userDataInJWT?: JsonObject;
}

export interface SeedUsers {
  readonly count: number;
  readonly tenantId?: string;
  /** Addresses are `PREFIX0@seed.example`, `PREFIX1@…`; `user` unless given. */
  readonly prefix?: string;
}

const SAMPLE_CLIENT: JsonObject = {
  ip: '203.0.113.7',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/143.0',
};

/** Puts sessions straight into the store, and gives their handles, newest first. */
export function seedSessions(store: Store, input: SeedSessions): string[] {
  const { userId, count, tenantId = PUBLIC_TENANT, newest = Date.now() } = input;
  const { userDataInDatabase = SAMPLE_CLIENT, userDataInJWT = {} } = input;
  store.tenants.put(tenantId);
  return Array.from({ length: count }, (_, index) => {
    const timeCreated = newest - index * 1000;
    return openSession(store, { userId, tenantId, userDataInDatabase, userDataInJWT, timeCreated }).handle;
  });
}

/** Puts users with a password straight into the store, and gives their ids, oldest first. */
export function seedUsers(
  store: Store,
  { count, tenantId = PUBLIC_TENANT, prefix = 'user' }: SeedUsers,
): string[] {
  store.tenants.put(tenantId);
  const oldest = Date.now() - count;
  return Array.from({ length: count }, (_, index) => {
    const email = `${prefix}${index}@seed.example`;
    return signUp(store, { recipeId: 'emailpassword', tenantId, email, timeJoined: oldest + index }).id;
  });
}
