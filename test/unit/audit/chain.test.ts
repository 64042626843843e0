import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../../src/contract/domain/audit/record.ts';
import { auditActions, auditOutcomes } from '../../../src/contract/domain/stored-names.ts';
import { canonicalJson, hashOf, isUnaltered } from '../../../src/main/shared/audit/chain.ts';
import { createChainCheck } from '../../../src/main/shared/audit/check-chain.ts';
import { createTestChain, type RecordPart, testKey } from './support/audit-records.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const part: fc.Arbitrary<RecordPart> = fc.record({
  action: fc.constantFrom(
    ...auditActions.filter((action) => action !== 'log.key-made' && action !== 'log.checkpoint'),
  ),
  outcome: fc.constantFrom(...auditOutcomes),
  user: fc.option(text, { nil: null }),
  reason: fc.option(text, { nil: null }),
  details: fc.dictionary(text, fc.oneof(text, fc.maxSafeInteger(), fc.boolean(), fc.constant(null))),
});
/** A chain with checkpoints here and there. */
const chain = fc
  .tuple(fc.array(fc.option(part, { nil: null }), { minLength: 2, maxLength: 12 }), fc.nat(200))
  .map(([parts, number]) => {
    const made = createTestChain();
    made.makeKey(testKey(number));
    for (const one of parts) {
      if (one === null) made.checkpoint();
      else made.add(one);
    }
    made.checkpoint();
    return made.records;
  });

function problemOf(records: readonly AuditRecord[]): { at: number; problem: string } | null {
  const check = createChainCheck(null);
  for (const [at, record] of records.entries()) {
    const problem = check.next(record);
    if (problem !== null) return { at, problem };
  }
  return null;
}

/** One of the records, and where it is. */
function place(records: readonly AuditRecord[], seed: number): [AuditRecord, number] {
  const at = seed % records.length;
  return [records[at] as AuditRecord, at];
}

/** The chain from there on, made anew without the key. */
function rechained(records: readonly AuditRecord[], from: number): AuditRecord[] {
  const made = records.slice(0, from);
  for (const record of records.slice(from)) {
    const previous = made.at(-1)?.hash ?? record.previous;
    made.push({ ...record, previous, hash: hashOf({ ...record, previous }) });
  }
  return made;
}

describe('a chain of records', () => {
  test('fits, and its hashes do not depend on the order of the fields', () => {
    fc.assert(
      fc.property(chain, (records) => {
        expect(problemOf(records)).toBeNull();
        for (const record of records) {
          const reversed = Object.fromEntries(Object.entries(record).reverse()) as AuditRecord;
          expect(canonicalJson(reversed)).toBe(canonicalJson(record));
          expect(isUnaltered(reversed)).toBe(true);
        }
      }),
    );
  });

  test('does not fit at a record that was changed, whatever field it is', () => {
    const fields = fc.constantFrom(
      'time',
      'user',
      'reason',
      'ticket',
      'details',
      'correlation',
      'operator',
      'hash',
    );
    fc.assert(
      fc.property(chain, fc.nat(), fields, (records, seed, field) => {
        const [record, at] = place(records, seed);
        const changed =
          field === 'details' ? { ...record.details, added: 1 } : `${String(record[field as 'user'])}x`;
        const damaged = records.with(at, { ...record, [field]: changed } as AuditRecord);
        expect(problemOf(damaged)?.at).toBe(at);
      }),
    );
  });

  test('does not fit where a record was removed, unless it was the last one', () => {
    fc.assert(
      fc.property(chain, fc.nat(), (records, seed) => {
        const [, at] = place(records.slice(0, -1), seed);
        expect(problemOf(records.toSpliced(at, 1))).toEqual({ at, problem: 'record-missing' });
      }),
    );
  });

  test('does not fit where a record was put in twice, or two changed places', () => {
    fc.assert(
      fc.property(chain, fc.nat(), (records, seed) => {
        const [record, at] = place(records.slice(0, -1), seed);
        expect(problemOf(records.toSpliced(at, 0, record))).toEqual({ at: at + 1, problem: 'chain-broken' });
        const next = records[at + 1] as AuditRecord;
        expect(problemOf(records.with(at, next).with(at + 1, record))?.at).toBe(at);
      }),
    );
  });

  test('that was made anew without the key does not fit at the next checkpoint', () => {
    fc.assert(
      fc.property(chain, fc.nat(), (records, seed) => {
        const [record, at] = place(records.slice(1, -1), seed);
        if (record.action === 'log.checkpoint') return;
        const forged = rechained(records.with(at + 1, { ...record, reason: 'forged' }), at + 1);
        const next = forged.findIndex(({ action }, index) => index > at + 1 && action === 'log.checkpoint');
        expect(problemOf(forged)).toEqual({ at: next, problem: 'signature-wrong' });
      }),
    );
  });

  test('that names a key which it does not introduce does not fit', () => {
    const made = createTestChain();
    made.makeKey(testKey(1));
    made.checkpoint();
    const [, checkpoint] = made.records as [AuditRecord, AuditRecord];
    const other = { ...checkpoint, details: { ...checkpoint.details, key: testKey(2).key } };
    expect(problemOf(rechained(made.records.with(1, other), 1))).toEqual({ at: 1, problem: 'key-unknown' });
  });
});
