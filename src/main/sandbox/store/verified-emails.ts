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
