import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { AuditHead, AuditRecord } from '../../../../src/contract/domain/audit/record.ts';
import { toLogFile } from '../../../../src/main/audit/exports/log-file.ts';
import {
  canonicalJson,
  checkpointText,
  hashOf,
  keyName,
  noHash,
  signText,
} from '../../../../src/main/shared/audit/chain.ts';

/** A key of an installation. */
export interface TestKey {
  readonly key: string;
  readonly publicKey: string;
  readonly sign: (text: string) => string;
}

/** The same number gives the same key: a seed of 32 bytes in the form that Node reads. */
export function testKey(number: number): TestKey {
  const form = Buffer.from('302e020100300506032b657004220420', 'hex');
  const key = createPrivateKey({
    key: Buffer.concat([form, Buffer.alloc(32, number)]),
    format: 'der',
    type: 'pkcs8',
  });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return {
    key: keyName(Buffer.from(x, 'base64url')),
    publicKey: x,
    sign: (text) => signText(text, key),
  };
}

/** What a record says; the rest is filled in. */
export type RecordPart = Partial<Omit<AuditRecord, 'sequence' | 'previous' | 'hash'>>;

const usual: Omit<AuditRecord, 'sequence' | 'previous' | 'hash'> = {
  time: '2026-03-01T10:00:00.000Z',
  elapsedMs: 12,
  operator: { name: 'Ada Łukasz', account: 'ada', host: 'desk-7' },
  connection: {
    id: 'c0ffee00-0000-4000-8000-000000000001',
    name: 'Production',
    environment: 'production',
    address: 'https://core.example',
    core: 'ab'.repeat(32),
  },
  action: 'user.viewed',
  user: 'user-1',
  session: null,
  revocation: null,
  reason: null,
  ticket: null,
  outcome: 'done',
  details: {},
  correlation: 'call-1',
  version: '0.1.0',
};

/** A chain of records that is made in a test. */
export interface TestChain {
  readonly records: AuditRecord[];
  readonly head: () => AuditHead;
  readonly add: (part?: RecordPart) => AuditRecord;
  /** Introduces the key, and signs with it from now on. */
  readonly makeKey: (key: TestKey, replaces?: TestKey) => void;
  readonly checkpoint: () => void;
  readonly key: () => TestKey | null;
}

/** `before`: where the chain goes on; nothing: it begins. */
export function createTestChain(before: AuditHead = { sequence: 0, hash: noHash }): TestChain {
  const records: AuditRecord[] = [];
  let head = before;
  let key: TestKey | null = null;
  const add = (part: RecordPart = {}): AuditRecord => {
    const open = { ...usual, ...part, sequence: head.sequence + 1, previous: head.hash };
    const record: AuditRecord = { ...open, hash: hashOf(open) };
    records.push(record);
    head = { sequence: record.sequence, hash: record.hash };
    return record;
  };
  return {
    records,
    head: () => head,
    key: () => key,
    add,
    makeKey: (made, replaces) => {
      key = made;
      add({
        action: 'log.key-made',
        details: {
          key: made.key,
          publicKey: made.publicKey,
          replaces: replaces?.key ?? null,
          lost: replaces !== undefined,
        },
      });
    },
    checkpoint: () => {
      if (key === null) return;
      const signature = key.sign(checkpointText(head, key.key));
      add({ action: 'log.checkpoint', details: { key: key.key, signature } });
    },
  };
}

/** Signs as the log does: with nothing where there is no key. */
export function signerOf(key: TestKey | null) {
  return (value: (key: string | null) => unknown) => ({
    key: key?.key ?? null,
    signature: key === null ? null : key.sign(canonicalJson(value(key.key))),
  });
}

/** The text of a file with some records of a chain: those that `keep` names, or all. `special`: what is not as usual. */
export async function exportChain(
  chain: TestChain,
  keep?: (record: AuditRecord) => boolean,
  special: Partial<Parameters<typeof toLogFile>[0]> = {},
): Promise<string> {
  const key = chain.key();
  async function* pages() {
    yield chain.records.filter((record) => keep?.(record) ?? true);
  }
  const pieces = toLogFile({
    from: chain.records[0]?.sequence ?? 1,
    to: chain.head().sequence,
    filter: keep === undefined ? null : { userId: 'user-1' },
    publicKeys: key === null ? [] : [{ key: key.key, publicKey: key.publicKey }],
    head: chain.head().hash,
    records: pages(),
    sign: signerOf(key),
    ...special,
  });
  return textOf(pieces);
}

export async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}
