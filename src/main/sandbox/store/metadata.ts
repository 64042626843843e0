import type { JsonObject } from '../json.ts';

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
