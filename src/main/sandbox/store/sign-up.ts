import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Store } from './store.ts';
import type { LoginMethod, RecipeId, User } from './users.ts';

export interface NewMethod {
  readonly recipeId: RecipeId;
  readonly tenantId: string;
  readonly email?: string;
  readonly phoneNumber?: string;
  readonly thirdParty?: { readonly id: string; readonly userId: string };
  readonly verified?: boolean;
  /** Epoch milliseconds; now unless given. */
  readonly timeJoined?: number;
  /** Internal id; random unless given. */
  readonly id?: string;
}

/** Adds a user with one login method. The caller made sure that the tenant has no such method yet. */
export function signUp(store: Store, input: NewMethod): User {
  const { recipeId, tenantId, email, phoneNumber, thirdParty, verified, timeJoined = Date.now() } = input;
  const method: LoginMethod = {
    recipeUserId: input.id ?? randomUUID(),
    recipeId,
    tenantIds: new Set([tenantId]),
    timeJoined,
    ...(email === undefined ? {} : { email }),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
    ...(thirdParty === undefined ? {} : { thirdParty }),
  };
  if (verified && email !== undefined) store.verified.add(method.recipeUserId, email);
  return store.users.add(method);
}

/** The first login method of a tenant that passes the test, with its user. */
export function findMethod(
  store: Store,
  tenantId: string,
  test: (method: LoginMethod) => boolean,
): { user: User; method: LoginMethod } | undefined {
  for (const user of store.users.all()) {
    const method = user.methods.find((candidate) => candidate.tenantIds.has(tenantId) && test(candidate));
    if (method) return { user, method };
  }
  return undefined;
}

/** A passwordless sign-in under way. */
export interface Device {
  readonly preAuthSessionId: string;
  readonly deviceId: string;
  readonly codeId: string;
  readonly userInputCode: string;
  readonly linkCode: string;
  readonly timeCreated: number;
  readonly tenantId: string;
  readonly email?: string;
  readonly phoneNumber?: string;
  failedAttempts: number;
}

export const CODE_LIFETIME_MS = 900_000;
export const MAX_ATTEMPTS = 5;

/** Passwordless codes that were not consumed yet. */
export class DeviceStore {
  readonly #byPreAuthSession = new Map<string, Device>();

  open(tenantId: string, contact: { email?: string; phoneNumber?: string }): Device {
    const deviceId = randomBytes(32).toString('base64');
    const device: Device = {
      deviceId,
      preAuthSessionId: createHash('sha256').update(deviceId).digest('base64url'),
      codeId: randomUUID(),
      userInputCode: String(randomInt(100_000, 1_000_000)),
      linkCode: randomBytes(32).toString('base64url'),
      timeCreated: Date.now(),
      tenantId,
      failedAttempts: 0,
      ...contact,
    };
    this.#byPreAuthSession.set(device.preAuthSessionId, device);
    return device;
  }

  get(tenantId: string, preAuthSessionId: string): Device | undefined {
    const device = this.#byPreAuthSession.get(preAuthSessionId);
    return device?.tenantId === tenantId ? device : undefined;
  }

  close(device: Device): void {
    this.#byPreAuthSession.delete(device.preAuthSessionId);
  }
}
