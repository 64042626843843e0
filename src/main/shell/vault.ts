import { safeStorage } from 'electron';
import type { SecretStore } from '../connections/key-ring.ts';

function available(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  // On Linux without a keyring Electron falls back to a password that is written in its source: that protects nothing.
  return (
    process.platform !== 'linux' ||
    !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())
  );
}

/** The operating system's secret store. Asked each time: a keyring can be unlocked while the console runs. */
export function createVault(): SecretStore {
  function mustBeAvailable(): void {
    if (!available()) throw new Error('The secret store of this system is not available.');
  }
  return {
    available,
    seal: (text) => {
      mustBeAvailable();
      return safeStorage.encryptString(text).toString('base64');
    },
    unseal: (sealed) => {
      mustBeAvailable();
      return safeStorage.decryptString(Buffer.from(sealed, 'base64'));
    },
  };
}
