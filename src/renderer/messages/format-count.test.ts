import { expect, it } from 'vitest';
import { formatBytes, formatCount } from './format-count.ts';

it('a count has separators', () => {
  expect(formatCount(10_005)).toBe('10,005');
});

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [1_023, '1,023 bytes'],
  [4_200, '4.1 kB'],
  [4_300_000, '4.1 MB'],
  [209_715_200, '200 MB'],
  [3_221_225_472, '3.0 GB'],
])('%i bytes are shown as %s', (bytes, shown) => {
  expect(formatBytes(bytes)).toBe(shown);
});
