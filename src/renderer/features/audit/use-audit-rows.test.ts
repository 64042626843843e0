import { expect, it } from 'vitest';
import { countText, mostCounted } from './use-audit-rows.ts';

it('the number of records that a filter selects claims no record that was not counted', () => {
  expect(countText(mostCounted - 1, true)).toBe('999,999 records match');
  expect(countText(mostCounted, true)).toBe('At least 1,000,000 records match. The newest are listed.');
  expect(countText(mostCounted, false)).toBe('1,000,000 records');
});
