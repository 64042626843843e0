import { z } from 'zod';
import type { NumberRange } from './number-range.ts';

/** What a window may know of the lock, also while it is locked. */
export const lockState = z.discriminatedUnion('state', [
  /** No passphrase was set. */
  z.strictObject({ state: z.literal('off') }),
  z.strictObject({ state: z.literal('unlocked') }),
  z.strictObject({
    state: z.literal('locked'),
    touchId: z.boolean(),
    /** After wrong passphrases: when the next one is looked at, in milliseconds since 1970. */
    retryAt: z.number().nullable(),
  }),
]);
export type LockState = z.infer<typeof lockState>;

/** So many minutes may pass before the console locks itself. */
export const lockMinutes: NumberRange = { least: 1, most: 240 };

export const lockSettings = z.strictObject({
  /** Without a key or a movement of the mouse on this computer. */
  minutes: z.int().min(lockMinutes.least).max(lockMinutes.most),
  onSuspend: z.boolean(),
  onScreenLock: z.boolean(),
  /** Whether Touch ID unlocks too, where there is one. */
  touchId: z.boolean(),
});
export type LockSettings = z.infer<typeof lockSettings>;

export const defaultLockSettings: LockSettings = {
  minutes: 10,
  onSuspend: true,
  onScreenLock: true,
  touchId: false,
};

export const lockSetup = z.strictObject({
  /** Null: there is no lock. */
  settings: lockSettings.nullable(),
  touchIdAvailable: z.boolean(),
});
export type LockSetup = z.infer<typeof lockSetup>;

/** In the data folder. Deleting it is the way to open the console without the passphrase. */
export const lockFileName = 'console-lock.json';

/** Long enough for any sentence. */
export const longestPassphrase = 256;
export const shortestPassphrase = 8;

const passphrase = z.string().max(longestPassphrase);

export const unlockRequest = z.strictObject({ passphrase });

export const saveLockRequest = z.strictObject({
  /** The present one; null: there is no lock yet. */
  passphrase: passphrase.nullable(),
  /** Null: it stays as it is. */
  newPassphrase: passphrase.min(shortestPassphrase).nullable(),
  settings: lockSettings,
});
