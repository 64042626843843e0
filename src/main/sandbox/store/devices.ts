import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';

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

export const codeLifetimeMs = 900_000;
export const maxAttempts = 5;

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
