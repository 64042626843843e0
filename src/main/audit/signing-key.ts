import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { AuditState } from '../../contract/domain/audit/log.ts';
import { type AuditHead, auditHead } from '../../contract/domain/audit/record.ts';
import { Failure, toAppError } from '../../contract/failure.ts';
import { keyName, signText } from '../shared/audit/chain.ts';
import { readJson, writePrivateJson } from '../shared/json-file.ts';

/** As much of the secret store as the key of the log needs. */
export interface AuditSecretStore {
  readonly seal: (text: string) => Promise<string>;
  readonly unseal: (
    sealed: string,
  ) => Promise<{ readonly text: string; readonly resealed?: string | undefined }>;
}

export interface PublicKey {
  readonly key: string;
  /** Base64url of its 32 bytes. */
  readonly publicKey: string;
}

/** The key with which this installation signs its log. */
export interface SigningKey {
  /** Unseals the key, or makes one where there is none that can ever be read. Cheap when that is done. Never rejects. */
  readonly load: () => Promise<void>;
  readonly state: () => AuditState['signing'];
  /** The key that signs; null: none. */
  readonly current: () => PublicKey | null;
  /** Base64url; null: there is no key. */
  readonly sign: (text: (key: string) => string) => string | null;
  /** Oldest first. */
  readonly all: () => readonly PublicKey[];
  /** Keys that the log introduces. */
  readonly learn: (keys: readonly PublicKey[]) => void;
  /** Where the log ended when it was signed last: beside the log, so that a loss of its file is noticed. */
  readonly noted: () => AuditHead | null;
  readonly note: (head: AuditHead) => Promise<void>;
}

const publicKey = z.strictObject({ key: z.string(), publicKey: z.string() });
const keyFile = z.strictObject({
  /** PKCS #8, sealed; null: none could be sealed yet. */
  sealed: z.string().nullable(),
  current: publicKey.nullable(),
  /** Keys that are not used any more. */
  earlier: z.array(publicKey),
  noted: auditHead.nullable(),
});
type KeyFile = z.infer<typeof keyFile>;

const noKey: KeyFile = { sealed: null, current: null, earlier: [], noted: null };

/** Keeps the key in `audit-key.json`, sealed by the secret store of the operating system. */
export async function openSigningKey(
  dataDirectory: string,
  secretStore: AuditSecretStore,
): Promise<SigningKey> {
  const path = join(dataDirectory, 'audit-key.json');
  // Of a file that makes no sense the key is lost, and the next one says so.
  const { content } = await readJson(path, (json) => keyFile.parse(json));
  let stored = content ?? noKey;
  let known: readonly PublicKey[] = [];
  let privateKey: KeyObject | null = null;
  let reason: Extract<AuditState['signing'], { state: 'unsigned' }>['reason'] = 'no-secret-store';
  let loading: Promise<void> | undefined;

  async function save(next: KeyFile): Promise<void> {
    await writePrivateJson(path, next);
    stored = next;
  }

  async function unseal(sealed: string): Promise<KeyObject> {
    const { text, resealed } = await secretStore.unseal(sealed);
    const key = createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
    if (publicKeyOf(key).key !== stored.current?.key) throw new Error('This is the key of another file.');
    // What cannot be saved now is saved another time.
    if (resealed !== undefined) await save({ ...stored, sealed: resealed }).catch(() => undefined);
    return key;
  }

  async function make(): Promise<KeyObject> {
    const { privateKey: made } = generateKeyPairSync('ed25519');
    const sealed = await secretStore.seal(made.export({ format: 'der', type: 'pkcs8' }).toString('base64'));
    const earlier = stored.current ? [...stored.earlier, stored.current] : stored.earlier;
    await save({ ...stored, sealed, current: publicKeyOf(made), earlier });
    return made;
  }

  async function load(): Promise<void> {
    try {
      privateKey = stored.sealed === null ? await make() : await unseal(stored.sealed);
    } catch (thrown) {
      // Of a key that cannot be sealed there is nothing to lose: trying again at once would never end.
      if (stored.sealed !== null && isLost(thrown)) {
        stored = { ...stored, sealed: null };
        return load();
      }
      reason =
        toAppError(thrown).reason === 'secret-store-locked' ? 'secret-store-locked' : 'no-secret-store';
    }
  }

  return {
    load: async () => {
      if (privateKey !== null) return;
      loading ??= load().finally(() => {
        loading = undefined;
      });
      await loading;
    },
    state: () =>
      privateKey !== null && stored.current
        ? { state: 'signed', key: stored.current.key }
        : { state: 'unsigned', reason },
    current: () => (privateKey === null ? null : stored.current),
    sign: (text) =>
      privateKey !== null && stored.current ? signText(text(stored.current.key), privateKey) : null,
    all: () => {
      const keys = [...known, ...stored.earlier, ...(stored.current ? [stored.current] : [])];
      return [...new Map(keys.map((key) => [key.key, key])).values()];
    },
    learn: (keys) => {
      known = keys;
    },
    noted: () => stored.noted,
    note: (head) => save({ ...stored, noted: head }),
  };
}

function publicKeyOf(privateKey: KeyObject): PublicKey {
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const raw = der.subarray(-32);
  return { key: keyName(raw), publicKey: raw.toString('base64url') };
}

/** Whether the key can never be read: not where the store is away, or locked. */
function isLost(thrown: unknown): boolean {
  if (!(thrown instanceof Failure)) return !isSystemError(thrown);
  return thrown.error.reason === 'stored-key-unreadable';
}

function isSystemError(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown;
}
