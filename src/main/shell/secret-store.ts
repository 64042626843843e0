import { safeStorage } from 'electron';
import type { ErrorReason } from '../../contract/error-reasons.ts';
import { type Failure, failure } from '../../contract/failure.ts';
import type { SecretStore, SecretStoreState } from '../connections/key-ring.ts';

/**
 * The secret store of the operating system, by Electron's asynchronous interface. Asked each time: a keyring can be
 * unlocked while the console runs.
 */
export function createSecretStore(): SecretStore {
  async function isAbsent(): Promise<boolean> {
    return !(await safeStorage.isAsyncEncryptionAvailable()) || isBasicText();
  }

  async function state(): Promise<SecretStoreState> {
    if (await isAbsent()) return 'absent';
    try {
      // Only sealing shows whether the store lets anybody in. Nothing is unsealed for it.
      return isUnprotected(await safeStorage.encryptStringAsync('probe')) ? 'absent' : 'available';
    } catch {
      return 'locked';
    }
  }

  async function seal(text: string): Promise<string> {
    if (await isAbsent()) throw refused('no-secret-store');
    const sealed = await safeStorage.encryptStringAsync(text).catch(() => {
      throw refused('secret-store-locked');
    });
    if (isUnprotected(sealed)) throw refused('no-secret-store');
    return sealed.toString('base64');
  }

  return {
    state,
    seal,
    async unseal(sealed) {
      if (await isAbsent()) throw refused('secret-store-gone');
      const bytes = Buffer.from(sealed, 'base64');
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(bytes).catch((error) => {
        throw refused(isTemporary(error) ? 'secret-store-locked' : 'stored-key-unreadable');
      });
      // What cannot be sealed anew now is sealed anew another time: the old text can still be read.
      const resealed = shouldReEncrypt ? await seal(result).catch(() => undefined) : undefined;
      return { text: result, resealed };
    },
  };
}

function refused(reason: ErrorReason): Failure {
  return failure('secret-store-unavailable', { reason });
}

/** On Linux without a keyring Electron falls back to a password that is written in its source: that protects nothing. */
function isBasicText(): boolean {
  return process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
}

/** The mark of that password at the beginning of what is sealed: the name of the back end can be unknown. */
function isUnprotected(sealed: Buffer): boolean {
  return process.platform === 'linux' && sealed.subarray(0, 3).toString() === 'v10';
}

/** Electron says it in its message alone. */
function isTemporary(error: unknown): boolean {
  return error instanceof Error && error.message.includes('temporarily unavailable');
}
