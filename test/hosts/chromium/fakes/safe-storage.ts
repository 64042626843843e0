import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostOptions } from '../state/options.ts';
import { strict } from './small.ts';

const MARK = 3;
const IV = 12;
const TAG = 16;
const KEY = 32;

/** The user's keys, the newest last, kept over launches with the same folder. Protects nothing: it only behaves like a keyring. */
function openKeyring(userData: string, rotate: boolean): readonly Buffer[] {
  const file = join(userData, 'host-keyring');
  const before = readIfThere(file);
  const keys = Array.from({ length: before.length / KEY }, (_, at) =>
    before.subarray(at * KEY, (at + 1) * KEY),
  );
  if (keys.length > 0 && !(rotate && keys.length === 1)) return keys;
  const all = [...keys, randomBytes(KEY)];
  mkdirSync(userData, { recursive: true });
  writeFileSync(file, Buffer.concat(all), { mode: 0o600 });
  return all;
}

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

function unsealed(sealed: Buffer, key: Buffer): string | undefined {
  const body = sealed.subarray(MARK);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, IV));
    decipher.setAuthTag(body.subarray(IV, IV + TAG));
    return Buffer.concat([decipher.update(body.subarray(IV + TAG)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/**
 * `safeStorage` in each of its states, by its asynchronous functions only: the others go away in Electron 46. Its errors
 * have Electron's texts, because nothing else tells them apart.
 */
export function createSafeStorage(options: Pick<HostOptions, 'safeStorage' | 'userData'>): object {
  const keys = () => openKeyring(options.userData, options.safeStorage === 're-encrypt');

  return strict('safeStorage', {
    isAsyncEncryptionAvailable: async () => options.safeStorage !== 'absent',
    getSelectedStorageBackend: () =>
      options.safeStorage === 'basic_text' || options.safeStorage === 'absent' ? 'basic_text' : 'unknown',
    encryptStringAsync: async (text: string) => {
      if (options.safeStorage === 'absent' || options.safeStorage === 'locked')
        throw new Error('Error while encrypting the text provided to safeStorage.encryptStringAsync.');
      const iv = randomBytes(IV);
      const cipher = createCipheriv('aes-256-gcm', keys().at(-1) ?? '', iv);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const mark = Buffer.from(options.safeStorage === 'basic_text' ? 'v10' : 'v11');
      return Buffer.concat([mark, iv, cipher.getAuthTag(), sealed]);
    },
    decryptStringAsync: async (sealed: Buffer) => {
      if (options.safeStorage === 'locked')
        throw new Error('safeStorage.decryptStringAsync is temporarily unavailable. Please try again.');
      const known = options.safeStorage === 'absent' ? [] : keys();
      for (const [at, key] of [...known.entries()].reverse()) {
        const result = unsealed(sealed, key);
        if (result !== undefined) return { result, shouldReEncrypt: at < known.length - 1 };
      }
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.');
    },
  });
}
