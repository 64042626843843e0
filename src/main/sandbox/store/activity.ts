/** When each user was active last, by primary inner id. */
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
