import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** As OWASP recommends for scrypt: 64 MB and some tenths of a second for each try. */
const defaultCost = 2 ** 16;
const newBlockSize = 8;
const newParallel = 2;
const hashBytes = 32;

/** A passphrase on the disk: only whoever has it can tell that it fits. The bounds keep an edited file from filling memory. */
export const passphraseHash = z.strictObject({
  salt: z.base64().min(20).max(100),
  hash: z.base64().length(44),
  cost: z
    .int()
    .min(2)
    .max(2 ** 18)
    .refine((value) => Number.isInteger(Math.log2(value))),
  blockSize: z.int().min(1).max(16),
  parallel: z.int().min(1).max(16),
});
export type PassphraseHash = z.infer<typeof passphraseHash>;

function derive(passphrase: string, of: Omit<PassphraseHash, 'hash'>): Promise<Buffer> {
  const options = {
    ...{ N: of.cost, r: of.blockSize, p: of.parallel },
    maxmem: 2 ** 20 + 256 * of.cost * of.blockSize,
  };
  return new Promise((resolve, reject) => {
    // Keyboards of different systems write the same letter in different ways.
    scrypt(passphrase.normalize('NFKC'), Buffer.from(of.salt, 'base64'), hashBytes, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/** `cost` is for tests, which ask often. */
export async function hashPassphrase(passphrase: string, cost = defaultCost): Promise<PassphraseHash> {
  const of = {
    salt: randomBytes(16).toString('base64'),
    cost,
    blockSize: newBlockSize,
    parallel: newParallel,
  };
  return { ...of, hash: (await derive(passphrase, of)).toString('base64') };
}

export async function isPassphrase(passphrase: string, stored: PassphraseHash): Promise<boolean> {
  return timingSafeEqual(await derive(passphrase, stored), Buffer.from(stored.hash, 'base64'));
}

/** Names the lock to which saved keys are bound. Another passphrase, or the same one set again, is another lock. */
export function lockPrint(stored: PassphraseHash): string {
  const { salt, hash, cost, blockSize, parallel } = stored;
  return createHash('sha256')
    .update(JSON.stringify([salt, hash, cost, blockSize, parallel]))
    .digest('base64');
}
