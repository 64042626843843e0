import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createSecretStore } from '../../src/main/shell/secret-store.ts';
import { createSafeStorage } from '../hosts/chromium/fakes/safe-storage.ts';
import type { SafeStorageState } from '../hosts/shared/launched-console.ts';
import { errorOf } from './support/rejection.ts';

const electron = vi.hoisted(() => ({ safeStorage: {} }));
vi.mock('electron', () => ({
  safeStorage: new Proxy({}, { get: (_, name) => Reflect.get(electron.safeStorage, name) }),
}));

const KEY = 'planted-key-of-the-store-0123456789';

beforeEach(() => {
  // Its rules are those of Linux, where a store can be there and protect nothing.
  const platform = Object.getOwnPropertyDescriptor(process, 'platform');
  Object.defineProperty(process, 'platform', { ...platform, value: 'linux' });
  onTestFinished(() => void Object.defineProperty(process, 'platform', platform ?? {}));
});

/** The secret store over the host's keyring of a user, whose state can be changed. One at a time. */
function keyring(safeStorage: SafeStorageState = 'available') {
  const userData = mkdtempSync(join(tmpdir(), 'curfew-keyring-'));
  onTestFinished(() => rmSync(userData, { recursive: true }));
  const options = { safeStorage, userData };
  const fake = createSafeStorage(options);
  electron.safeStorage = fake;
  const become = (next: SafeStorageState): void => {
    options.safeStorage = next;
  };
  return { store: createSecretStore(), fake, become };
}

describe('the secret store of the system', () => {
  test('gives back what it sealed, and what is sealed does not have it', async () => {
    const { store } = keyring();
    expect(await store.state()).toBe('available');
    const sealed = await store.seal(KEY);
    expect(Buffer.from(sealed, 'base64').includes(KEY)).toBe(false);
    expect(await store.unseal(sealed)).toEqual({ text: KEY, resealed: undefined });
  });

  // control: no-unprotected-store
  test.each([
    'absent',
    'basic_text',
  ] as const)('that is %s counts as none: nothing is sealed', async (state) => {
    const { store } = keyring(state);
    expect(await store.state()).toBe('absent');
    expect(await errorOf(store.seal(KEY))).toMatchObject({
      code: 'secret-store-unavailable',
      reason: 'no-secret-store',
    });
  });

  // control: no-unprotected-store
  test('that seals with the password in Electron’s source counts as none, whatever its name is', async () => {
    const { store, fake } = keyring('basic_text');
    Reflect.set(fake, 'getSelectedStorageBackend', () => 'unknown');
    expect(await store.state()).toBe('absent');
    expect(await errorOf(store.seal(KEY))).toMatchObject({ reason: 'no-secret-store' });
  });

  test('that is locked says so, for sealing and for a key that is stored, and works once it is unlocked', async () => {
    const { store, become } = keyring();
    const sealed = await store.seal(KEY);
    become('locked');
    expect(await store.state()).toBe('locked');
    expect(await errorOf(store.seal(KEY))).toMatchObject({ reason: 'secret-store-locked' });
    expect(await errorOf(store.unseal(sealed))).toMatchObject({ reason: 'secret-store-locked' });
    become('available');
    expect(await store.unseal(sealed)).toMatchObject({ text: KEY });
  });

  test('that is gone, and a key of somebody else’s store, are told apart', async () => {
    const { store, become } = keyring();
    const sealed = await store.seal(KEY);
    become('absent');
    expect(await errorOf(store.unseal(sealed))).toMatchObject({ reason: 'secret-store-gone' });
    const other = keyring();
    expect(await errorOf(other.store.unseal(sealed))).toMatchObject({ reason: 'stored-key-unreadable' });
  });

  // control: stored-keys-stay-sealed
  test('with a new key of its own seals a stored key anew, once', async () => {
    const { store, become } = keyring();
    const sealed = await store.seal(KEY);
    become('re-encrypt');
    const { text, resealed = '' } = await store.unseal(sealed);
    expect(text).toBe(KEY);
    expect(resealed).not.toBe(sealed);
    expect(await store.unseal(resealed)).toEqual({ text: KEY, resealed: undefined });
  });
});
