import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { AuditHead, AuditRecord } from '../../../contract/domain/audit/record.ts';

/** Without zod: threads of the store use it too. */

/** `previous` of the very first record. */
export const noHash = '0'.repeat(64);

/** The one text of a JSON value (RFC 8785). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('This value has no JSON.');
  return text;
}

export function sha256Hex(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The hash of a record: over all its fields but `hash`. */
export function hashOf(record: Omit<AuditRecord, 'hash'>): string {
  const { hash: _, ...hashed } = record as AuditRecord;
  return sha256Hex(canonicalJson(hashed));
}

/** Whether the record is what its hash was taken over. */
export function isUnaltered(record: AuditRecord): boolean {
  return hashOf(record) === record.hash;
}

/** Whether the record comes directly after that one. */
export function follows(record: AuditRecord, before: AuditHead): boolean {
  return record.sequence === before.sequence + 1 && record.previous === before.hash;
}

/** The name of a key: the beginning of the hash over its 32 bytes. */
export function keyName(rawPublicKey: Uint8Array): string {
  return sha256Hex(rawPublicKey).slice(0, 16);
}

/** What the signature of a checkpoint is made over: the record before it, and which key signs. */
export function checkpointText({ sequence, hash }: AuditHead, key: string): string {
  return canonicalJson({ sequence, head: hash, key });
}

/** Ed25519, base64url. */
export function signText(text: string, key: KeyObject): string {
  return sign(null, Buffer.from(text), key).toString('base64url');
}

export function isSignedBy(text: string, signature: string, key: KeyObject): boolean {
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
}
