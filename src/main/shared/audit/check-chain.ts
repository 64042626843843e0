import { createPublicKey, type KeyObject } from 'node:crypto';
import type { AuditVerdict } from '../../../contract/domain/audit/log.ts';
import type { AuditHead, AuditRecord } from '../../../contract/domain/audit/record.ts';
import { checkpointText, follows, isSignedBy, isUnaltered, keyName, noHash } from './chain.ts';

export type ChainProblem = Exclude<
  Extract<AuditVerdict, { state: 'broken' }>['problem'],
  'index-wrong' | 'file-damaged'
>;

/** Checks records one after the other, oldest first. */
export interface ChainCheck {
  /** What is wrong with this record; null: it fits. */
  readonly next: (record: AuditRecord) => ChainProblem | null;
  /** What was checked so far. */
  readonly passed: () => {
    readonly records: number;
    readonly checkpoints: number;
    readonly signedTo: number | null;
    readonly keys: readonly string[];
  };
}

/**
 * `base`: the record before the first one; null: it is the very first. `known`: public keys (base64url) by name that signed this log
 * before that, or that are known from elsewhere.
 */
export function createChainCheck(
  base: AuditHead | null,
  known: Readonly<Record<string, string>> = {},
): ChainCheck {
  const keys = new Map<string, KeyObject>();
  for (const [name, publicKey] of Object.entries(known)) keys.set(name, toPublicKey(publicKey));
  const introduced = new Set<string>();
  let before = base ?? { sequence: 0, hash: noHash };
  let records = 0;
  let checkpoints = 0;
  let signedTo: number | null = null;

  function introduce({ details }: AuditRecord): ChainProblem | null {
    const { key, publicKey } = details;
    if (typeof key !== 'string' || typeof publicKey !== 'string') return 'signature-wrong';
    if (keyName(Buffer.from(publicKey, 'base64url')) !== key) return 'signature-wrong';
    keys.set(key, toPublicKey(publicKey));
    introduced.add(key);
    return null;
  }

  function checkSignature({ details, sequence, previous }: AuditRecord): ChainProblem | null {
    const { key, signature } = details;
    if (typeof key !== 'string' || typeof signature !== 'string') return 'signature-wrong';
    const publicKey = keys.get(key);
    // Of a log that does not begin at its beginning, the record of this key can be in an earlier part.
    if (!publicKey) return base !== null && introduced.size === 0 ? null : 'key-unknown';
    const covered = { sequence: sequence - 1, hash: previous };
    if (!isSignedBy(checkpointText(covered, key), signature, publicKey)) return 'signature-wrong';
    checkpoints += 1;
    signedTo = covered.sequence;
    introduced.add(key);
    return null;
  }

  return {
    next(record) {
      if (!isUnaltered(record)) return 'record-altered';
      if (record.sequence > before.sequence + 1) return 'record-missing';
      if (!follows(record, before)) return 'chain-broken';
      const problem =
        record.action === 'log.key-made'
          ? introduce(record)
          : record.action === 'log.checkpoint'
            ? checkSignature(record)
            : null;
      if (problem !== null) return problem;
      before = { sequence: record.sequence, hash: record.hash };
      records += 1;
      return null;
    },
    passed: () => ({ records, checkpoints, signedTo, keys: [...introduced] }),
  };
}

/** The beginning of an Ed25519 public key in DER, before its 32 bytes. */
const derPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** From base64url of the 32 bytes. */
function toPublicKey(publicKey: string): KeyObject {
  const der = Buffer.concat([derPrefix, Buffer.from(publicKey, 'base64url')]);
  return createPublicKey({ key: der, format: 'der', type: 'spki' });
}
