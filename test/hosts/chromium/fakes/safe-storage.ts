import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostState } from '../host-state.ts';
import { strict } from './strict.ts';

const IV = 12;
const TAG = 16;

/** The user's key, kept over launches with the same folder. Protects nothing: it only behaves like a keyring. */
function keyOf(userData: string): Buffer {
  const file = join(userData, 'host-keyring');
  try {
    return readFileSync(file);
  } catch {
    const key = randomBytes(32);
    mkdirSync(userData, { recursive: true });
    writeFileSync(file, key, { mode: 0o600 });
    return key;
  }
}

/** `safeStorage` in each of its states. */
export function createSafeStorage({ options }: HostState): object {
  const kind = options.safeStorage;

  function mustBeThere(): void {
    if (kind === 'unavailable')
      throw new Error('Error while encrypting the text provided to safeStorage.encryptString.');
  }

  return strict('safeStorage', {
    isEncryptionAvailable: () => kind !== 'unavailable',
    getSelectedStorageBackend: () => (kind === 'available' ? 'gnome_libsecret' : 'basic_text'),
    encryptString: (text: string) => {
      mustBeThere();
      const iv = randomBytes(IV);
      const cipher = createCipheriv('aes-256-gcm', keyOf(options.userData), iv);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
    },
    decryptString: (sealed: Buffer) => {
      mustBeThere();
      const decipher = createDecipheriv('aes-256-gcm', keyOf(options.userData), sealed.subarray(0, IV));
      decipher.setAuthTag(sealed.subarray(IV, IV + TAG));
      return Buffer.concat([decipher.update(sealed.subarray(IV + TAG)), decipher.final()]).toString('utf8');
    },
  });
}
