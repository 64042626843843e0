import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

test('no more run at once than there are slots, and who came first goes first', async () => {
  const slots = createSlots(2);
  const begun: number[] = [];
  const running = [0, 1, 2, 3].map(async (one) => {
    await slots.take();
    begun.push(one);
  });
  await Promise.all(running.slice(0, 2));
  expect(begun).toEqual([0, 1]);

  slots.free();
  await running[2];
  expect(begun).toEqual([0, 1, 2]);

  slots.free();
  await running[3];
  expect(begun).toEqual([0, 1, 2, 3]);
});

test('a slot that nobody waits for can be taken again', () => {
  const slots = createSlots(1);
  expect(slots.take()).toBeUndefined();
  slots.free();
  expect(slots.take()).toBeUndefined();
  expect(slots.take()).toBeInstanceOf(Promise);
});
