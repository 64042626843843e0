import { expect, it, vi } from 'vitest';
import { handOverSearch, takeSearches } from './handoff.ts';

it('what is handed off waits for a page, which takes it once', () => {
  handOverSearch('secret');
  const first = vi.fn(() => true);
  takeSearches(first)();
  const second = vi.fn(() => true);
  takeSearches(second)();
  expect(first).toHaveBeenCalledExactlyOnceWith('secret');
  expect(second).not.toHaveBeenCalled();
});

it('what is handed off goes to the page that is on screen, and waits for no other', () => {
  const onScreen = vi.fn(() => true);
  const leave = takeSearches(onScreen);
  handOverSearch('secret');
  leave();
  const next = vi.fn(() => true);
  takeSearches(next)();
  expect(onScreen).toHaveBeenCalledExactlyOnceWith('secret');
  expect(next).not.toHaveBeenCalled();
});

it('what is handed off waits on where the page on screen is about to go', () => {
  const leave = takeSearches(() => false);
  handOverSearch('secret');
  leave();
  const next = vi.fn(() => true);
  takeSearches(next)();
  expect(next).toHaveBeenCalledExactlyOnceWith('secret');
});
