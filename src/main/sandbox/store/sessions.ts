import type { JsonObject } from './json.ts';

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
