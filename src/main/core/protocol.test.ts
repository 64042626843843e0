import { expect, test } from 'vitest';
import type { SessionRead } from './protocol.ts';
import { packReads, unpackReads } from './protocol.ts';

const row = {
  handle: 'h1',
  tenantId: 'public',
  userId: 'u1',
  recipeUserId: 'r1',
  timeCreated: 1,
  expiry: 2,
  ip: null,
  userAgent: 'Firefox',
};
const error = { code: 'timeout', message: 'The core did not answer.', retryable: true } as const;

test('what is read comes out of a packed batch as it went in, found sessions first', () => {
  const reads: SessionRead[] = [
    { type: 'absent', handle: 'h0' },
    { type: 'found', row },
    { type: 'failed', handle: 'h2', error },
    { type: 'found', row: { ...row, handle: 'h3', ip: '203.0.113.7' } },
  ];

  const unpacked = unpackReads(structuredClone(packReads(reads)));

  expect(unpacked).toEqual([reads[1], reads[3], reads[0], reads[2]]);
});

test('a row has its own value where the row before has another one or none', () => {
  const rows = [
    row,
    { ...row, handle: 'h2', ip: '203.0.113.7', userAgent: null },
    { ...row, handle: 'h3', tenantId: 'acme', ip: '203.0.113.7', userAgent: null },
    { ...row, handle: 'h4', userId: 'u2', recipeUserId: 'u2' },
  ];
  const reads = rows.map((one): SessionRead => ({ type: 'found', row: one }));
  expect(unpackReads(structuredClone(packReads(reads)))).toEqual(reads);
});

test('an empty batch stays one', () => {
  expect(unpackReads(packReads([]))).toEqual([]);
});
