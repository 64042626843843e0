import { randomUUID } from 'node:crypto';
import type { JsonObject } from './json.ts';
import type { SessionRecord } from './sessions.ts';
import type { Store } from './store.ts';
import { publicTenant } from './tenants.ts';

/** Refresh tokens, and so sessions, live 100 days in the core's default configuration. */
const sessionLifetimeMs = 100 * 24 * 3600 * 1000;

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
    handle: tenantId === publicTenant ? uuid : `${uuid}_${tenantId}`,
    tenantId,
    userId: store.mappings.shown(store.mappings.internal(input.userId)),
    userDataInJWT,
    userDataInDatabase,
    timeCreated,
    expiry: timeCreated + sessionLifetimeMs,
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
