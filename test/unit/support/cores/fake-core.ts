import { randomUUID } from 'node:crypto';
import type { SessionDetails } from '../../../../src/contract/domain/session.ts';
import { toStoredJson } from '../../../../src/contract/domain/text/json-text.ts';
import type { LoginMethod, User } from '../../../../src/contract/domain/user.ts';
import type { AppError } from '../../../../src/contract/errors.ts';
import { failure, toAppError } from '../../../../src/contract/failure.ts';
import type {
  CoreCalls,
  CorePort,
  OAuthClients,
  SessionRead,
  SessionReadForEvidence,
  SessionReadInFull,
  SigningKey,
  UserRead,
} from '../../../../src/main/core/protocol.ts';

import { tenantOfHandle } from '../../../../src/main/identity/session-handles.ts';
import { like } from '../../../../src/main/sandbox/routes/user-routes.ts';
import { createRedactor } from '../../../../src/main/shared/redact-payload.ts';

/** A call on its way to the fake: `perform` does what the core does; not calling it loses the request. */
/** What is known of a session from the start; payloads as the application has them. */
interface AddedSession extends Partial<Omit<SessionDetails, 'userDataInDatabase' | 'userDataInJWT'>> {
  readonly userDataInDatabase?: unknown;
  readonly userDataInJWT?: unknown;
}

export interface FakeCall {
  readonly name: keyof CoreCalls | 'endOAuthTokens';
  readonly input: unknown;
  readonly signal: AbortSignal | undefined;
}
export type Fault = (call: FakeCall, perform: () => unknown) => unknown;

interface FakeMethod {
  readonly email?: string;
  readonly phoneNumber?: string;
  readonly thirdParty?: { readonly id: string; readonly userId: string };
  readonly external?: string;
  readonly tenantIds?: readonly string[];
}

interface Method extends LoginMethod {
  readonly internal: string;
  external: string | undefined;
}

/**
 * A core in memory, odd sides included: it ends sessions tenant by tenant and fails in the middle at an unknown one,
 * lists by the very id only, and takes `%`, `_` and `;` in searches for what the core takes them for.
 */
export class FakeCore {
  readonly tenants = new Set(['public']);
  readonly sessions = new Map<string, SessionDetails & { readonly underId: string }>();
  readonly calls: FakeCall[] = [];
  readonly keys: SigningKey[] = [];
  /** By which it is recognised, where `keys` has no fixed one: no two fakes are the same core. */
  readonly fixedKey = `s-${randomUUID()}`;
  oauthClients: OAuthClients = 'not-told';
  /** Handles of sessions on which OAuth2 tokens were issued. They outlive the sessions (fact 21). */
  readonly oauthTokens = new Set<string>();
  /** At these handles the core fails, as one on PostgreSQL does at a NUL (fact 3). */
  readonly failsAt = new Set<string>();
  /** By tenant and user, with a space between; who is not named here has the role `support`. */
  readonly roles = new Map<string, readonly string[]>();
  /** Stands between the caller and the core; may fail before or after the effect. */
  fault: Fault = (_call, perform) => perform();
  #users: Method[][] = [];
  #clock = 1_700_000_000_000;

  /** A user with these login methods, the first of them primary; gives their internal ids. */
  addUser(...methods: readonly FakeMethod[]): string[] {
    const added = methods.map(({ external, tenantIds = ['public'], ...rest }): Method => {
      const internal = randomUUID();
      const recipeId = rest.thirdParty ? 'thirdparty' : rest.phoneNumber ? 'passwordless' : 'emailpassword';
      const shared = {
        verified: true,
        timeJoined: this.#tick(),
        recipeUserId: internal,
        tenantIds: [...tenantIds],
      };
      for (const tenantId of tenantIds) this.tenants.add(tenantId);
      return { recipeId, ...shared, ...rest, internal, external };
    });
    this.#users.push(added);
    return added.map(({ internal }) => internal);
  }

  removeUser(internal: string): void {
    this.#users = this.#users.filter((methods) => methods.every((method) => method.internal !== internal));
  }

  /** Links the account of one login method with that of another, which is the primary one. Ends what the core ends (fact 11). */
  link(primary: string, other: string): void {
    const [first, second] = [primary, other].map((id) => this.#userOf(id));
    if (!first || !second || first === second) throw new Error('These are not two accounts.');
    this.#users = [...this.#users.filter((each) => each !== first && each !== second), [...first, ...second]];
    const shown = new Set(second.map(({ external, internal }) => external ?? internal));
    for (const [handle, { underId }] of this.sessions) if (shown.has(underId)) this.sessions.delete(handle);
  }

  /** Gives a login method an external id. Its sessions stay under the id they have. */
  map(internal: string, external: string): void {
    const method = this.#users.flat().find((one) => one.internal === internal);
    if (!method) throw new Error('There is no such login method.');
    method.external = external;
    // The core knows a verified address by the id that the user had before.
    method.verified = false;
  }

  /** A session under this very id; gives its handle. */
  addSession(underId: string, tenantId = 'public', more: AddedSession = {}): string {
    const handle = tenantId === 'public' ? randomUUID() : `${randomUUID()}_${tenantId}`;
    this.tenants.add(tenantId);
    const timeCreated = this.#tick();
    const { userDataInDatabase = {}, userDataInJWT = {}, ...recorded } = more;
    const user = this.#userOf(underId);
    const isExternal = user?.some(({ external }) => external === underId) ?? false;
    this.sessions.set(handle, {
      handle,
      tenantId,
      underId,
      // Of a session under the external id of a login method the core names no other id.
      userId: isExternal || !user ? underId : this.#shown(user).id,
      recipeUserId: underId,
      timeCreated,
      expiry: timeCreated + 8_640_000_000,
      ip: null,
      userAgent: null,
      ...recorded,
      userDataInJWT: toStoredJson(JSON.stringify(userDataInJWT)),
      userDataInDatabase: toStoredJson(JSON.stringify(userDataInDatabase)),
    });
    return handle;
  }

  callsOf(name: FakeCall['name']): FakeCall[] {
    return this.calls.filter((call) => call.name === name);
  }

  readonly port: CorePort = {
    facts: (signal) =>
      this.#call('facts', null, signal, () => ({
        cdi: '5.4',
        newestCdi: '5.4',
        release: '11.4',
        latencyMs: 1,
      })),
    tenants: (signal) =>
      this.#call('tenants', null, signal, () => [...this.tenants].map((tenantId) => ({ tenantId }))),
    users: (input, signal) =>
      this.#call('users', input, signal, () => {
        const all = this.#in(input.tenantId).reverse();
        const from = Number(input.pageToken ?? 0);
        const users = all.slice(from, from + input.limit);
        const next = from + input.limit;
        return next < all.length ? { users, nextPageToken: String(next) } : { users };
      }),
    searchUsers: (input, signal) =>
      this.#call('searchUsers', input, signal, () => {
        const texts = input.text.split(';').map((text) => text.trim().toLowerCase());
        const matches = (value: string | undefined) =>
          texts.some((text) => {
            const lower = value?.toLowerCase();
            return lower !== undefined && (like(lower, `${text}%`) || like(lower, `%@${text}%`));
          });
        const field = input.field === 'email' ? 'email' : 'phoneNumber';
        return this.#in(input.tenantId)
          .filter((user) => user.loginMethods.some((method) => matches(method[field])))
          .slice(0, 1_000);
      }),
    usersByAccountInfo: (input, signal) =>
      this.#call('usersByAccountInfo', input, signal, () =>
        this.#in(input.tenantId).filter(({ loginMethods }) =>
          loginMethods.some((method) => {
            if ('email' in input.info) return method.email === input.info.email.toLowerCase();
            if ('phoneNumber' in input.info) return method.phoneNumber === input.info.phoneNumber;
            const { id, userId } = input.info.thirdParty;
            return method.thirdParty?.id === id && method.thirdParty.userId === userId;
          }),
        ),
      ),
    userCount: (input, signal) =>
      this.#call('userCount', input, signal, () =>
        input.tenantId === null ? this.#users.length : this.#in(input.tenantId).length,
      ),
    user: (input, signal) =>
      this.#call('user', input, signal, () => {
        const user = this.#userOf(input.userId);
        return user ? this.#shown(user) : null;
      }),
    idMapping: (input, signal) =>
      this.#call('idMapping', input, signal, () => {
        const method = this.#users.flat().find((one) => isId(one, input.userId));
        return method?.external === undefined
          ? null
          : { internal: method.internal, external: method.external };
      }),
    roles: (input, signal) =>
      this.#call('roles', input, signal, () => [
        ...(this.roles.get(`${input.tenantId} ${input.userId}`) ?? ['support']),
      ]),
    metadata: (input, signal) =>
      this.#call('metadata', input, signal, () => toStoredJson('{"note":"excluded"}')),
    sessionHandles: (input, signal) =>
      this.#call('sessionHandles', input, signal, () => this.#listed(input.userId, input.tenantId)),
    session: (input, signal) => this.#call('session', input, signal, () => this.#read(input.handle)),
    revokeHandles: (input, signal) =>
      this.#call('revokeHandles', input, signal, () => this.#revoke(input.handles)),
    revokeUser: (input, signal) =>
      this.#call('revokeUser', input, signal, () => this.#revoke(this.#listed(input.userId, input.tenantId))),
    oauthClients: (signal) => this.#call('oauthClients', null, signal, () => this.oauthClients),
    signingKeys: (signal) =>
      this.#call('signingKeys', null, signal, () => ({ keys: [...this.keys], maxAgeS: 60 })),
    identity: (signal) =>
      this.#call('identity', null, signal, () => {
        const fixed = this.keys.flatMap(({ kid }) => (kid?.startsWith('s-') ? [kid] : [])).sort();
        return { keys: fixed.length > 0 ? fixed : [this.fixedKey], silent: [] };
      }),
    endOAuthTokens: async ({ handles }, onBatch, signal) => {
      for (const handle of handles) {
        signal?.throwIfAborted();
        onBatch([{ handle, error: await this.#endTokens(handle, signal) }]);
      }
    },
    usersById: async ({ userIds }, onBatch, signal) => {
      for (const userId of userIds) {
        signal?.throwIfAborted();
        onBatch([await this.#readUser(userId, signal)]);
      }
    },
    handlesInParts: async (input, onPart, signal) => {
      const handles = await this.port.sessionHandles(input, signal);
      // In two parts, as a worker gives more than a few.
      const half = Math.ceil(handles.length / 2);
      for (const part of [handles.slice(0, half), handles.slice(half)]) if (part.length > 0) onPart(part);
    },
    sessions: async (input, onBatch, signal) => {
      await this.port.sessionsInFull(input, (batch) => onBatch(batch.map(toSessionRead)), signal);
    },
    sessionsInFull: async ({ handles, keys }, onBatch, signal) => {
      for (const handle of handles) {
        signal?.throwIfAborted();
        onBatch([await this.#readOne(handle, keys, signal)]);
      }
    },
    sessionsForEvidence: async ({ hiddenNames, ...input }, onBatch, signal) => {
      const redact = createRedactor(hiddenNames);
      const keep = (read: SessionReadInFull): SessionReadForEvidence => {
        if (read.type !== 'found') return read;
        const { userDataInDatabase, userDataInJWT, ...row } = read.session;
        const payloads = {
          userDataInDatabase: redact(userDataInDatabase.text),
          userDataInJWT: redact(userDataInJWT.text),
        };
        return { type: 'found', session: { ...row, ...payloads } };
      };
      await this.port.sessionsInFull(input, (batch) => onBatch(batch.map(keep)), signal);
    },
  };

  async #endTokens(handle: string, signal: AbortSignal | undefined): Promise<AppError | null> {
    try {
      await this.#call('endOAuthTokens', { handle }, signal, () => {
        this.#failAt([handle]);
        this.oauthTokens.delete(handle);
      });
      return null;
    } catch (thrown) {
      return toAppError(thrown);
    }
  }

  async #readUser(userId: string, signal: AbortSignal | undefined): Promise<UserRead> {
    try {
      const user = await this.port.user({ userId }, signal);
      return user ? { type: 'found', userId, user } : { type: 'absent', userId };
    } catch (thrown) {
      return { type: 'failed', userId, error: toAppError(thrown) };
    }
  }

  async #readOne(
    handle: string,
    keys: { ipKeys: readonly string[]; userAgentKeys: readonly string[] },
    signal: AbortSignal | undefined,
  ): Promise<SessionReadInFull> {
    try {
      const session = await this.port.session({ handle, keys }, signal);
      return session ? { type: 'found', session } : { type: 'absent', handle };
    } catch (thrown) {
      return { type: 'failed', handle, error: toAppError(thrown) };
    }
  }

  async #call<T>(
    name: FakeCall['name'],
    input: unknown,
    signal: AbortSignal | undefined,
    perform: () => T,
  ): Promise<T> {
    const call = { name, input, signal };
    this.calls.push(call);
    await undefined;
    signal?.throwIfAborted();
    return (await this.fault(call, perform)) as T;
  }

  #tick(): number {
    this.#clock += 1_000;
    return this.#clock;
  }

  #userOf(id: string): Method[] | undefined {
    return this.#users.find((methods) => methods.some((method) => isId(method, id)));
  }

  #shown(methods: readonly Method[]): User {
    const loginMethods = methods.map(({ internal, external, ...method }) => ({
      ...method,
      recipeUserId: external ?? internal,
    }));
    const [first] = loginMethods;
    return {
      id: first?.recipeUserId ?? '',
      isPrimaryUser: methods.length > 1,
      tenantIds: [...new Set(methods.flatMap(({ tenantIds }) => tenantIds))],
      timeJoined: first?.timeJoined ?? 0,
      emails: [...new Set(methods.flatMap(({ email }) => email ?? []))],
      phoneNumbers: [...new Set(methods.flatMap(({ phoneNumber }) => phoneNumber ?? []))],
      thirdParty: methods.flatMap(({ thirdParty }) => thirdParty ?? []),
      loginMethods,
    };
  }

  #in(tenantId: string): User[] {
    this.#refuseUnknown(tenantId);
    const inTenant = this.#users.filter((methods) => methods.some((one) => one.tenantIds.includes(tenantId)));
    return inTenant.map((methods) => this.#shown(methods));
  }

  #listed(userId: string, tenantId: string | null): string[] {
    if (tenantId !== null) this.#refuseUnknown(tenantId);
    const sessions = [...this.sessions.values()].filter(({ underId }) => underId === userId);
    return sessions
      .filter((one) => tenantId === null || one.tenantId === tenantId)
      .map(({ handle }) => handle);
  }

  #read(handle: string): SessionDetails | null {
    this.#failAt([handle]);
    this.#refuseUnknown(tenantOfHandle(handle));
    const stored = this.sessions.get(handle);
    if (!stored) return null;
    const { underId: _underId, ...session } = stored;
    return session;
  }

  // Fact 2: tenant by tenant, so that those before an unknown one are gone although the call fails.
  #revoke(handles: readonly string[]): string[] {
    this.#failAt(handles);
    const tenantIds = [...new Set(['public', ...handles.map(tenantOfHandle)])];
    return tenantIds.flatMap((tenantId) => {
      this.#refuseUnknown(tenantId);
      const distinct = new Set(handles.filter((handle) => tenantOfHandle(handle) === tenantId));
      return [...distinct].filter((handle) => this.sessions.delete(handle));
    });
  }

  #failAt(handles: readonly string[]): void {
    if (handles.some((handle) => handle.includes('\0') || this.failsAt.has(handle)))
      throw failure('core-error');
  }

  #refuseUnknown(tenantId: string): void {
    if (!this.tenants.has(tenantId))
      throw failure('tenant-unknown', { reason: 'no-such-tenant', params: { tenant: tenantId } });
  }
}

function toSessionRead(read: SessionReadInFull): SessionRead {
  if (read.type !== 'found') return read;
  const { userDataInJWT: _jwt, userDataInDatabase: _database, ...row } = read.session;
  return { type: 'found', row };
}

function isId(method: Method, id: string): boolean {
  return method.internal === id || method.external === id;
}
