import { randomUUID } from 'node:crypto';
import type { JsonObject } from './json.ts';
import type { Store } from './store.ts';
import { PUBLIC_TENANT } from './tenants.ts';

export interface SessionRecord {
  readonly handle: string;
  readonly tenantId: string;
  /** The login method's id as it was when the session began; never translated later (core fact 11). */
  readonly userId: string;
  readonly userDataInJWT: JsonObject;
  readonly userDataInDatabase: JsonObject;
  readonly timeCreated: number;
  readonly expiry: number;
  /** Of the refresh token in use; moves on when its successor is used. */
  refreshTokenHash: string;
}

/** Refresh tokens, and so sessions, live 100 days in the core's default configuration. */
const SESSION_LIFETIME_MS = 100 * 24 * 3600 * 1000;

/** All sessions, by handle and by the id they are stored under. */
export class SessionStore {
  readonly #byHandle = new Map<string, SessionRecord>();
  readonly #byUser = new Map<string, Set<SessionRecord>>();

  get size(): number {
    return this.#byHandle.size;
  }

  add(session: SessionRecord): void {
    this.#byHandle.set(session.handle, session);
    const siblings = this.#byUser.get(session.userId);
    if (siblings) siblings.add(session);
    else this.#byUser.set(session.userId, new Set([session]));
  }

  /** The session, unless it was removed or has expired. */
  get(handle: string): SessionRecord | undefined {
    const session = this.#byHandle.get(handle);
    return session && session.expiry > Date.now() ? session : undefined;
  }

  remove(session: SessionRecord): void {
    this.#byHandle.delete(session.handle);
    const siblings = this.#byUser.get(session.userId);
    siblings?.delete(session);
    if (siblings?.size === 0) this.#byUser.delete(session.userId);
  }

  /** Live sessions stored under exactly this id, in one tenant or in all. */
  ofUser(userId: string, tenantId?: string): SessionRecord[] {
    const now = Date.now();
    const sessions: SessionRecord[] = [];
    for (const session of this.#byUser.get(userId) ?? []) {
      if (session.expiry > now && (tenantId === undefined || session.tenantId === tenantId))
        sessions.push(session);
    }
    return sessions;
  }

  removeTenant(tenantId: string): void {
    for (const session of this.#byHandle.values()) {
      if (session.tenantId === tenantId) this.remove(session);
    }
  }
}

interface NewSession {
  readonly userId: string;
  readonly tenantId: string;
  readonly userDataInJWT: JsonObject;
  readonly userDataInDatabase: JsonObject;
  /** Epoch milliseconds; now unless given. */
  readonly timeCreated?: number;
  /** The handle's UUID; random unless given. */
  readonly uuid?: string;
}

/** Begins a session under the id that the core shows for its login method at this moment. */
export function openSession(store: Store, input: NewSession): SessionRecord {
  const {
    tenantId,
    userDataInDatabase,
    userDataInJWT,
    timeCreated = Date.now(),
    uuid = randomUUID(),
  } = input;
  const session: SessionRecord = {
    handle: tenantId === PUBLIC_TENANT ? uuid : `${uuid}_${tenantId}`,
    tenantId,
    userId: store.mappings.shown(store.mappings.internal(input.userId)),
    userDataInJWT,
    userDataInDatabase,
    timeCreated,
    expiry: timeCreated + SESSION_LIFETIME_MS,
    refreshTokenHash: '',
  };
  store.sessions.add(session);
  return session;
}

/** The primary user's id as it is shown when a session begins. */
export function shownPrimaryId(store: Store, session: SessionRecord): string {
  const internal = store.mappings.internal(session.userId);
  return store.mappings.shown(store.users.get(internal)?.id ?? internal);
}

/**
 * The primary user's id as it is shown when a session is read: looked up by the id stored, untranslated, so that a
 * linked method's session under an external id names itself as the primary (transcript `linked-and-mapped`).
 */
export function readPrimaryId(store: Store, session: SessionRecord): string {
  return store.users.get(session.userId)?.id ?? session.userId;
}

/**
 * Sessions that the core finds by an id. Linked accounts are found by internal ids only, and only their sessions that
 * are stored under internal ids: an external id reaches no more than its own (fact 11).
 */
export function sessionsOf(
  store: Store,
  userId: string,
  linked: boolean,
  tenantId?: string,
): SessionRecord[] {
  const ids = new Set([userId]);
  if (linked) for (const method of store.users.get(userId)?.methods ?? []) ids.add(method.recipeUserId);
  return [...ids].flatMap((id) => store.sessions.ofUser(id, tenantId));
}
