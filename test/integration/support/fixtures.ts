import { randomBytes, randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { StoredJson } from '../../../src/contract/domain/text/json-text.ts';
import { type Cdi, type Json, okay } from './cdi.ts';
import { type Created, nothingCreated, removeCreated } from './created.ts';

interface MadeUser {
  /** As the core gave it: the internal id. */
  readonly id: string;
  readonly email: string;
}

interface SessionInput {
  readonly userId: string;
  readonly tenantId?: string;
  readonly database?: Json;
  readonly token?: Json;
}

interface MadeSession {
  readonly handle: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface Fixtures {
  /** Different in every run, and at the beginning of every address, tenant, role and external id made here. */
  readonly prefix: string;
  emailUser(name: string, tenantId?: string): Promise<MadeUser>;
  thirdPartyUser(
    name: string,
    input?: { email?: string; tenantId?: string; providerId?: string },
  ): Promise<MadeUser & { readonly thirdPartyUserId: string }>;
  phoneUser(tenantId?: string): Promise<{ readonly id: string; readonly phoneNumber: string }>;
  session(input: SessionInput): Promise<MadeSession>;
  /** Their handles, in the order they were made. */
  sessions(input: SessionInput, count: number): Promise<string[]>;
  /** Needs a licence, like `makePrimary` and `link`. */
  tenant(name: string): Promise<string>;
  addToTenant(recipeUserId: string, tenantId: string): Promise<void>;
  makePrimary(recipeUserId: string): Promise<void>;
  link(recipeUserId: string, primaryUserId: string): Promise<void>;
  /** Gives the external id, by force: also to a user who is signed in. */
  map(innerId: string, name: string): Promise<string>;
  /** Takes the external id away, by force. */
  unmap(externalUserId: string): Promise<void>;
  /** Gives the role's full name. */
  role(userId: string, name: string, tenantId?: string): Promise<string>;
  metadata(userId: string, metadata: Json): Promise<void>;
  removeUser(userId: string): Promise<void>;
  /** Sessions and users that a test had made elsewhere are removed too if they are put in here. */
  readonly created: Created;
  cleanUp(): Promise<void>;
}

const AT_ONCE = 8;

export function createFixtures(cdi: Cdi): Fixtures {
  const prefix = `cf-${randomBytes(4).toString('hex')}`;
  const created = nothingCreated();

  function addUser(answer: Json): string {
    const { id } = answer.user as { id: string };
    created.users.add(id);
    return id;
  }

  async function session({
    userId,
    tenantId,
    database = {},
    token = {},
  }: SessionInput): Promise<MadeSession> {
    const answer = await okay(cdi, {
      method: 'POST',
      path: '/recipe/session',
      ...(tenantId === undefined ? {} : { tenantId }),
      body: {
        userId,
        enableAntiCsrf: false,
        userDataInJWT: token,
        userDataInDatabase: database,
        useDynamicSigningKey: true,
      },
    });
    const { handle } = answer.session as { handle: string };
    created.handles.add(handle);
    const accessToken = (answer.accessToken as { token: string }).token;
    const refreshToken = (answer.refreshToken as { token: string }).token;
    return { handle, accessToken, refreshToken };
  }

  return {
    prefix,
    created,
    session,

    async emailUser(name, tenantId = 'public') {
      const email = `${prefix}-${name}@alpha.example`;
      const body = { email, password: 's3cret-enough' };
      return {
        id: addUser(await okay(cdi, { method: 'POST', path: '/recipe/signup', tenantId, body })),
        email,
      };
    },

    async thirdPartyUser(
      name,
      { email = `${prefix}-${name}@alpha.example`, tenantId = 'public', providerId = 'google' } = {},
    ) {
      const thirdPartyUserId = `${prefix}-${name}`;
      const body = { thirdPartyId: providerId, thirdPartyUserId, email: { id: email, isVerified: true } };
      const id = addUser(await okay(cdi, { method: 'POST', path: '/recipe/signinup', tenantId, body }));
      return { id, email, thirdPartyUserId };
    },

    async phoneUser(tenantId = 'public') {
      const phoneNumber = `+3620${randomInt(1_000_000, 9_999_999)}`;
      const code = await okay(cdi, {
        method: 'POST',
        path: '/recipe/signinup/code',
        tenantId,
        body: { phoneNumber },
      });
      const { preAuthSessionId, deviceId, userInputCode } = code;
      const body = { preAuthSessionId, deviceId, userInputCode };
      const answer = await okay(cdi, {
        method: 'POST',
        path: '/recipe/signinup/code/consume',
        tenantId,
        body,
      });
      return { id: addUser(answer), phoneNumber };
    },

    async sessions(input, count) {
      const handles: string[] = [];
      while (handles.length < count) {
        const some = Array.from({ length: Math.min(AT_ONCE, count - handles.length) }, () => session(input));
        handles.push(...(await Promise.all(some)).map(({ handle }) => handle));
      }
      return handles;
    },

    async tenant(name) {
      const tenantId = `${prefix}-${name}`;
      const body = { tenantId, firstFactors: null };
      await okay(cdi, { method: 'PUT', path: '/recipe/multitenancy/tenant/v2', body });
      created.tenants.add(tenantId);
      return tenantId;
    },

    async addToTenant(recipeUserId, tenantId) {
      const path = '/recipe/multitenancy/tenant/user';
      await okay(cdi, { method: 'POST', path, tenantId, body: { recipeUserId } });
    },

    async makePrimary(recipeUserId) {
      await okay(cdi, {
        method: 'POST',
        path: '/recipe/accountlinking/user/primary',
        body: { recipeUserId },
      });
    },

    async link(recipeUserId, primaryUserId) {
      const body = { recipeUserId, primaryUserId };
      await okay(cdi, { method: 'POST', path: '/recipe/accountlinking/user/link', body });
      // Removing the primary user removes all that is linked to it.
      created.users.delete(recipeUserId);
    },

    async map(innerId, name) {
      const externalUserId = `${prefix}-${name}`;
      const body = { superTokensUserId: innerId, externalUserId, force: true };
      await okay(cdi, { method: 'POST', path: '/recipe/userid/map', body });
      created.mappings.add(externalUserId);
      return externalUserId;
    },

    async unmap(externalUserId) {
      const body = { userId: externalUserId, userIdType: 'EXTERNAL', force: true };
      await okay(cdi, { method: 'POST', path: '/recipe/userid/map/remove', body });
      created.mappings.delete(externalUserId);
    },

    async role(userId, name, tenantId = 'public') {
      const role = `${prefix}-${name}`;
      await okay(cdi, { method: 'PUT', path: '/recipe/role', body: { role, permissions: [] } });
      created.roles.add(role);
      await okay(cdi, { method: 'PUT', path: '/recipe/user/role', tenantId, body: { userId, role } });
      return role;
    },

    async metadata(userId, metadataUpdate) {
      await okay(cdi, { method: 'PUT', path: '/recipe/user/metadata', body: { userId, metadataUpdate } });
    },

    async removeUser(userId) {
      const body = { userId, removeAllLinkedAccounts: true };
      await okay(cdi, { method: 'POST', path: '/user/remove', body });
      created.users.delete(userId);
    },

    cleanUp: () => removeCreated(cdi, created),
  };
}

interface LinkedAndMapped {
  /** External id of the primary user. */
  readonly primaryId: string;
  /** Under the internal and the external id of both login methods, in this order: primary, linked; old, new. */
  readonly handles: readonly string[];
}

/**
 * A primary user with a linked login method; both got external ids while signed in, and signed in again. SuperTokens'
 * own call reaches one of the four sessions.
 */
export async function linkedAndMapped(make: Fixtures, name: string): Promise<LinkedAndMapped> {
  const primary = await make.thirdPartyUser(`${name}-p`);
  const linked = await make.emailUser(`${name}-q`);
  await make.makePrimary(primary.id);
  await make.link(linked.id, primary.id);
  const old = [await make.session({ userId: primary.id }), await make.session({ userId: linked.id })];
  const linkedId = await make.map(linked.id, `${name}-ext-q`);
  const primaryId = await make.map(primary.id, `${name}-ext-p`);
  const young = [await make.session({ userId: primaryId }), await make.session({ userId: linkedId })];
  return { primaryId, handles: [...old, ...young].map(({ handle }) => handle) };
}

/** What matches a value that an application stored, which crosses as text. A core can write it with other spaces. */
export function storedAs(value: unknown): StoredJson {
  const isSame = (text: unknown): boolean =>
    typeof text === 'string' && isDeepStrictEqual(JSON.parse(text), value);
  return expect.objectContaining({ text: expect.toSatisfy(isSame) });
}
