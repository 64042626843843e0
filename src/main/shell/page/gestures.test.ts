import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGestures } from './gestures.ts';

type Watched = Parameters<ReturnType<typeof createGestures>['watch']>[0];

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function watched() {
  const contents = new EventEmitter();
  const gestures = createGestures();
  gestures.watch(contents as unknown as Watched);
  return { ...gestures, input: (type: string) => contents.emit('input-event', {}, { type }), contents };
}

// control: gesture
test.each([
  'rawKeyDown',
  'mouseDown',
  'touchStart',
  'gestureTap',
])('%s is a gesture for some seconds', (type) => {
  const { input, isRecent } = watched();
  expect(isRecent()).toBe(false);
  input(type);
  vi.advanceTimersByTime(9_000);
  expect(isRecent()).toBe(true);
  vi.advanceTimersByTime(2_000);
  expect(isRecent()).toBe(false);
});

// control: gesture
test.each([
  'mouseMove',
  'mouseEnter',
  'mouseWheel',
  'gestureScrollBegin',
  'undefined',
])('%s is none', (type) => {
  const { input, isRecent } = watched();
  input(type);
  expect(isRecent()).toBe(false);
});

// control: gesture
test('one that was taken, or made in the document before, does not count', () => {
  const { contents, input, isRecent, take } = watched();
  input('mouseDown');
  expect(take()).toBe(true);
  expect(take()).toBe(false);
  input('mouseDown');
  contents.emit('did-navigate', {}, 'curfew://app/');
  expect(isRecent()).toBe(false);
});
