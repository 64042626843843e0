import { expect, it } from 'vitest';
import { limitOf } from './audit-settings.tsx';

it.each([
  ['', null],
  [30, 30],
  [100, 100],
  [101, undefined],
  [0, undefined],
  [1.5, undefined],
  ['x', undefined],
] as const)('a limit of the audit log that is entered as %j is %j', (entered, limit) => {
  expect(limitOf(entered, { least: 1, most: 100 })).toBe(limit);
});
