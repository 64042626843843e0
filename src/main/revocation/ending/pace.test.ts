import { expect, it } from 'vitest';
import { createPace } from './pace.ts';

it('starts with calls of 250 handles, four at once', () => {
  const pace = createPace();
  expect([pace.size(), pace.atOnce()]).toEqual([250, 4]);
});

it('sends more to a core that answers fast, within bounds', () => {
  const pace = createPace();
  for (let call = 0; call < 500; call++) pace.answered(pace.size(), 20);
  expect([pace.size(), pace.atOnce()]).toEqual([500, 6]);
});

it('sends less to a core that is slow', () => {
  const pace = createPace();
  for (let call = 0; call < 20; call++) pace.answered(pace.size(), 4_000);
  expect(pace.size()).toBe(25);
});

it('sends fewer calls at once when the core asks for it, and at least one', () => {
  const pace = createPace();
  pace.slowDown();
  expect(pace.atOnce()).toBe(2);
  for (let call = 0; call < 5; call++) pace.slowDown();
  expect(pace.atOnce()).toBe(1);
});

it('leaves less in doubt after failures', () => {
  const pace = createPace();
  pace.failed();
  expect([pace.size(), pace.atOnce()]).toEqual([125, 3]);
});
