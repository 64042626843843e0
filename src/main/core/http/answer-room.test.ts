import { expect, test } from 'vitest';
import { createAnswerRoom } from './answer-room.ts';

/** An answer that is read unless it is paused. */
function createFlow() {
  let paused = false;
  return {
    isPaused: () => paused,
    pause: () => {
      paused = true;
    },
    resume: () => {
      paused = false;
    },
  };
}

test('of large answers as many are read at once as there is room for, and the others when one has ended', () => {
  const room = createAnswerRoom(100);
  const [first, second, third] = [createFlow(), createFlow(), createFlow()];
  room.grow(first, 90);
  room.grow(second, 90);
  room.grow(third, 90);
  expect([first.isPaused(), second.isPaused(), third.isPaused()]).toEqual([false, false, true]);
  room.leave(first);
  expect(third.isPaused()).toBe(false);
});

test('the last one that is read is not paused, or all would wait for each other', () => {
  const room = createAnswerRoom(100);
  const [first, second, third] = [createFlow(), createFlow(), createFlow()];
  for (const flow of [first, second, third]) room.grow(flow, 70);
  room.grow(second, 100);
  expect([first.isPaused(), second.isPaused(), third.isPaused()]).toEqual([false, true, true]);
  room.grow(first, 100);
  expect(first.isPaused()).toBe(false);
  room.leave(first);
  expect([second.isPaused(), third.isPaused()]).toContain(false);
});

test('an answer that was never large leaves without a trace', () => {
  const room = createAnswerRoom(100);
  const [large, small] = [createFlow(), createFlow()];
  room.grow(large, 100);
  room.leave(small);
  room.grow(large, 150);
  expect(large.isPaused()).toBe(false);
});
