import { describe, expect, it } from 'vitest';
import { formatVerdict } from './verify-log.tsx';

const valid = { state: 'valid', from: 1, to: 1_200, records: 1_200, checkpoints: 2 } as const;

describe('the result of a check of the log', () => {
  it('says how far signatures reach', () => {
    expect(formatVerdict({ ...valid, keys: ['k'], signedTo: 1_000 })).toBe(
      'The chain is whole: 1,200 records, from 1 to 1,200. Signatures cover the records up to 1,000.',
    );
  });

  it('says that nothing is signed', () => {
    expect(formatVerdict({ ...valid, keys: [], signedTo: null })).toContain('No signature covers them.');
  });

  it('names the first record that does not fit', () => {
    expect(formatVerdict({ state: 'broken', sequence: 731, problem: 'record-altered' })).toBe(
      'The audit log is not as it was written. The first record that does not fit is 731: it was changed after it was written.',
    );
  });

  it('names no record where the problem is not at one', () => {
    expect(formatVerdict({ state: 'broken', sequence: null, problem: 'file-damaged' })).toBe(
      'The audit log is not as it was written: the file cannot be read there.',
    );
  });
});
