interface Mapping {
  readonly superTokensUserId: string;
  readonly externalUserId: string;
  readonly externalUserIdInfo?: string;
}

export type UserIdType = 'SUPERTOKENS' | 'EXTERNAL' | 'ANY';

/** Which inner id is shown under which external id. */
export class MappingStore {
  readonly #byInner = new Map<string, Mapping>();
  readonly #byExternal = new Map<string, Mapping>();

  add(mapping: Mapping): void {
    this.#byInner.set(mapping.superTokensUserId, mapping);
    this.#byExternal.set(mapping.externalUserId, mapping);
  }

  remove(mapping: Mapping): void {
    this.#byInner.delete(mapping.superTokensUserId);
    this.#byExternal.delete(mapping.externalUserId);
  }

  find(userId: string, type: UserIdType = 'ANY'): Mapping | undefined {
    const inner = type === 'EXTERNAL' ? undefined : this.#byInner.get(userId);
    return inner ?? (type === 'SUPERTOKENS' ? undefined : this.#byExternal.get(userId));
  }

  /** The inner id that an id of either kind stands for, or the id itself. */
  inner(userId: string): string {
    return this.find(userId)?.superTokensUserId ?? userId;
  }

  /** The id that the core shows for an inner one. */
  shown(innerId: string): string {
    return this.#byInner.get(innerId)?.externalUserId ?? innerId;
  }
}
