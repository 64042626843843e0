import type { JsonObject } from './json.ts';

/** Metadata by exactly the id it was written under: the core does not translate external ids here. */
export class MetadataStore {
  readonly #byUser = new Map<string, JsonObject>();

  get(userId: string): JsonObject {
    return this.#byUser.get(userId) ?? {};
  }

  has(userId: string): boolean {
    return this.#byUser.has(userId);
  }

  /** Merges the top level; null removes a key. */
  update(userId: string, change: JsonObject): JsonObject {
    const merged = Object.entries({ ...this.get(userId), ...change }).filter(([, value]) => value !== null);
    const next = Object.fromEntries(merged);
    this.#byUser.set(userId, next);
    return next;
  }

  forget(userId: string): void {
    this.#byUser.delete(userId);
  }
}

/**
 * Which addresses are verified, by exactly the id shown when they were. A user who gets an external id by force
 * therefore shows as unverified from then on (transcript `user-context`).
 */
export class VerifiedEmails {
  readonly #byUser = new Map<string, Set<string>>();

  add(userId: string, email: string): void {
    const emails = this.#byUser.get(userId) ?? new Set<string>();
    this.#byUser.set(userId, emails.add(email));
  }

  has(userId: string, email: string): boolean {
    return this.#byUser.get(userId)?.has(email) ?? false;
  }

  /** What a mapping without force does, the one case in which the core carries something over. */
  move(from: string, to: string): void {
    const emails = this.#byUser.get(from);
    if (!emails) return;
    this.#byUser.delete(from);
    this.#byUser.set(to, emails);
  }

  forget(userId: string): void {
    this.#byUser.delete(userId);
  }
}

/** When each user was active last, by primary internal id. */
export class ActivityStore {
  readonly #lastActive = new Map<string, number>();

  mark(userId: string, time: number = Date.now()): void {
    this.#lastActive.set(userId, Math.max(time, this.#lastActive.get(userId) ?? 0));
  }

  countSince(time: number): number {
    let count = 0;
    for (const last of this.#lastActive.values()) if (last >= time) count += 1;
    return count;
  }

  forget(userId: string): void {
    this.#lastActive.delete(userId);
  }
}
