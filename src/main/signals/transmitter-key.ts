import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { z } from 'zod';
import { type Failure, failure, toAppError } from '../../contract/failure.ts';
import type { SecretStore } from '../connections/key-ring.ts';
import { readJson, writePrivateJson } from '../shared/json-file.ts';

/** The CAEP Interoperability Profile wants RS256 with at least so many bits. */
const algorithm = 'RS256';
const bits = 2_048;

/** As a receiver needs it to check signatures (RFC 7517). */
const publicJwk = z.strictObject({
  ...{ kty: z.literal('RSA'), use: z.literal('sig'), alg: z.literal(algorithm) },
  /** Its thumbprint (RFC 7638). */
  kid: z.string(),
  ...{ n: z.string(), e: z.string() },
});
export type PublicJwk = z.infer<typeof publicJwk>;

/** `sealed`: PKCS #8, sealed by the secret store. */
const keyFile = z.strictObject({ version: z.literal(1), sealed: z.string(), public: publicJwk });
type KeyFile = z.infer<typeof keyFile>;

export interface SigningKey {
  readonly alg: typeof algorithm;
  readonly kid: string;
  readonly privateKey: KeyObject;
}

type KeepMade = (key: PublicJwk, keep: () => Promise<void>) => Promise<void>;

/** The key with which this installation signs its events. */
export interface TransmitterKey {
  /** Where a file went that could not be read at this start: its key is lost, and the next one is another key. */
  readonly damagedFile: string | undefined;
  /**
   * The public key. Makes a key where there is none that can ever be read, and gives it to `keepMade`, which decides whether it is
   * kept. Rejects with a `Failure`: it cannot be kept.
   */
  readonly ensure: (keepMade: KeepMade) => Promise<PublicJwk>;
  /** Rejects with a `Failure` when it cannot be read now, or is not there. */
  readonly signing: () => Promise<SigningKey>;
}

/** Keeps the key in `signals-key.json`. */
export async function openTransmitterKey(
  dataDirectory: string,
  secretStore: Pick<SecretStore, 'seal' | 'unseal'>,
): Promise<TransmitterKey> {
  const path = join(dataDirectory, 'signals-key.json');
  const { content, damagedFile } = await readJson(path, (json) => keyFile.parse(json));
  let stored: KeyFile | undefined = content;
  let privateKey: KeyObject | undefined;
  let pending: Promise<SigningKey> | undefined;
  let making: Promise<PublicJwk> | undefined;

  async function save(next: KeyFile): Promise<void> {
    await writePrivateJson(path, next);
    stored = next;
  }

  async function read(): Promise<SigningKey> {
    if (stored === undefined) throw unreadable();
    const { sealed } = stored;
    if (privateKey === undefined) {
      const { text, resealed } = await secretStore.unseal(sealed).catch(rejectOfStore);
      privateKey = parsePrivateKey(text);
      // The old one is as good: what cannot be saved now is saved another time.
      if (resealed !== undefined) await save({ ...stored, sealed: resealed }).catch(() => undefined);
    }
    return { alg: algorithm, kid: stored.public.kid, privateKey };
  }

  function signing(): Promise<SigningKey> {
    pending ??= read().finally(() => {
      pending = undefined;
    });
    return pending;
  }

  async function make(keepMade: KeepMade): Promise<PublicJwk> {
    const made = await promisify(generateKeyPair)('rsa', { modulusLength: bits });
    const { n = '', e = '' } = await exportJWK(made.publicKey);
    const kid = await calculateJwkThumbprint({ kty: 'RSA', n, e });
    const pkcs8 = made.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
    const sealed = await secretStore.seal(pkcs8).catch(rejectOfStore);
    const key: PublicJwk = { kty: 'RSA', use: 'sig', alg: algorithm, kid, n, e };
    await keepMade(key, () => save({ version: 1, sealed, public: key }));
    privateKey = made.privateKey;
    return key;
  }

  async function ensure(keepMade: KeepMade): Promise<PublicJwk> {
    if (stored !== undefined) {
      try {
        await signing();
        return stored.public;
      } catch (thrown) {
        if (toAppError(thrown).reason !== 'signal-key-unreadable') throw thrown;
      }
    }
    return make(keepMade);
  }

  return {
    damagedFile,
    ensure(keepMade) {
      making ??= ensure(keepMade).finally(() => {
        making = undefined;
      });
      return making;
    },
    signing,
  };
}

function parsePrivateKey(text: string): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
  } catch {
    // The error of the parser could have parts of the key.
    throw unreadable();
  }
}

function unreadable(): Failure {
  return failure('secret-store-unavailable', { reason: 'signal-key-unreadable' });
}

/** Says it of this key, and not of an API key. */
function rejectOfStore(thrown: unknown): never {
  const { reason } = toAppError(thrown);
  if (reason === 'stored-key-unreadable') throw unreadable();
  if (reason === 'no-secret-store' || reason === 'secret-store-gone')
    throw failure('secret-store-unavailable', { reason: 'signal-key-not-kept' });
  throw thrown;
}
