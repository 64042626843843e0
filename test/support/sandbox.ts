import {
  type Sandbox as PlainSandbox,
  type SandboxOptions,
  startSandbox as startPlainSandbox,
} from '../../src/main/sandbox/start-sandbox.ts';
import type { JsonObject } from '../../src/main/sandbox/store/json.ts';
import { signUp } from '../../src/main/sandbox/store/sign-up.ts';
import type { Store } from '../../src/main/sandbox/store/store.ts';
import { publicTenant } from '../../src/main/sandbox/store/tenants.ts';
import { issueTokens, type TokenPair } from '../../src/main/sandbox/store/tokens.ts';
import { openSession } from '../../src/main/sandbox/store/user-sessions.ts';

/** An embedded core, with users and sessions put straight into its store. */
export interface Sandbox extends PlainSandbox {
  /** Gives the handles, newest first. */
  readonly seedSessions: (input: SeedSessions) => string[];
  /** Gives the ids, oldest first. */
  readonly seedUsers: (input: SeedUsers) => string[];
  /** New tokens of a session that was seeded, which replace those it had; undefined when there is no such session. */
  readonly tokensOf: (handle: string) => Promise<TokenPair | undefined>;
}

/** Starts the core of the console on this machine's loopback address. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startPlainSandbox(options);
  const { store, tokens } = sandbox;
  return {
    ...sandbox,
    seedSessions: (input) => seedSessions(store, input),
    seedUsers: (input) => seedUsers(store, input),
    tokensOf: async (handle) => {
      const session = store.sessions.get(handle);
      return session && issueTokens(tokens, store, session, true, null);
    },
  };
}

export interface SeedSessions {
  /** An internal or external id, or one that is no user. */
  readonly userId: string;
  readonly count: number;
  /** `public` unless given; made when it is not there. */
  readonly tenantId?: string;
  /** Of the first session, epoch milliseconds; each later one is a second older. Now unless given. */
  readonly newest?: number;
  readonly userDataInDatabase?: JsonObject;
  readonly userDataInJWT?: JsonObject;
}

interface SeedUsers {
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
function seedSessions(store: Store, input: SeedSessions): string[] {
  const { userId, count, tenantId = publicTenant, newest = Date.now() } = input;
  const { userDataInDatabase = SAMPLE_CLIENT, userDataInJWT = {} } = input;
  store.tenants.put(tenantId);
  return Array.from({ length: count }, (_, index) => {
    const timeCreated = newest - index * 1000;
    return openSession(store, { userId, tenantId, userDataInDatabase, userDataInJWT, timeCreated }).handle;
  });
}

/** Puts users with a password straight into the store, and gives their ids, oldest first. */
function seedUsers(store: Store, { count, tenantId = publicTenant, prefix = 'user' }: SeedUsers): string[] {
  store.tenants.put(tenantId);
  const oldest = Date.now() - count;
  return Array.from({ length: count }, (_, index) => {
    const email = `${prefix}${index}@seed.example`;
    return signUp(store, { recipeId: 'emailpassword', tenantId, email, timeJoined: oldest + index }).id;
  });
}
