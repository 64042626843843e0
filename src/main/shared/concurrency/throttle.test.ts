import { expect, test } from 'vitest';
import { createThrottle } from './throttle.ts';

test('a throttle starts with four batches of 250', () => {
  const throttle = createThrottle();
  expect([throttle.batchSize(), throttle.concurrency()]).toEqual([250, 4]);
});

test('a throttle sends more to a core that answers fast, within bounds', () => {
  const throttle = createThrottle();
  for (let batch = 0; batch < 500; batch++) throttle.answered(throttle.batchSize(), 20);
  expect([throttle.batchSize(), throttle.concurrency()]).toEqual([500, 6]);
});

test('a throttle does not grow by batches that were smaller than it allows', () => {
  const throttle = createThrottle();
  throttle.answered(10, 20);
  expect(throttle.batchSize()).toBe(250);
});

test('a throttle sends less to a core that is slow', () => {
  const throttle = createThrottle();
  for (let batch = 0; batch < 20; batch++) throttle.answered(throttle.batchSize(), 4_000);
  expect(throttle.batchSize()).toBe(25);
});

test('a throttle sends fewer batches at the same time when the core asks for it, and at least one', () => {
  const throttle = createThrottle();
  throttle.slowDown();
  expect(throttle.concurrency()).toBe(2);
  for (let batch = 0; batch < 5; batch++) throttle.slowDown();
  expect(throttle.concurrency()).toBe(1);
});

test('a throttle leaves less in doubt after failures', () => {
  const throttle = createThrottle();
  throttle.failed();
  expect([throttle.batchSize(), throttle.concurrency()]).toEqual([125, 3]);
});
