import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSmallSet } from './call.ts';

test('a small set has what was added and not removed', () => {
  const step = fc.record({ adds: fc.boolean(), item: fc.integer({ min: 0, max: 8 }) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const set = createSmallSet<number>();
      const expected = new Set<number>();
      for (const { adds, item } of steps) {
        if (!adds) set.remove(item);
        else if (!expected.has(item)) set.add(item);
        if (adds) expected.add(item);
        else expected.delete(item);
      }
      expect([...set.items()].sort()).toEqual([...expected].sort());
    }),
  );
});

test('items of a small set that are being visited can be removed meanwhile', () => {
  const set = createSmallSet<string>();
  for (const item of ['a', 'b', 'c']) set.add(item);
  const visited: string[] = [];
  for (const item of set.items()) {
    visited.push(item);
    set.remove(item);
  }
  expect(visited).toEqual(['a', 'b', 'c']);
  expect(set.items()).toEqual([]);
});
