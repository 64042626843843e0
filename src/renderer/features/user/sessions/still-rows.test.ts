import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStillness } from './still-rows.ts';

describe('rows', () => {
  let isStill = false;
  const stillness = () =>
    createStillness((now) => {
      isStill = now;
    });

  beforeEach(() => {
    vi.useFakeTimers();
    isStill = false;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('stay where they are as long as a pointer rests on them', () => {
    const still = stillness();
    still.pointed();
    vi.advanceTimersByTime(600_000);
    expect(isStill).toBe(true);
    still.pointerLeft();
    expect(isStill).toBe(false);
  });

  it('stay for a moment after a key, and no longer', () => {
    const still = stillness();
    still.used();
    vi.advanceTimersByTime(1_000);
    still.used();
    vi.advanceTimersByTime(1_000);
    expect(isStill).toBe(true);
    vi.advanceTimersByTime(200);
    expect(isStill).toBe(false);
  });

  it('stay under a pointer when the focus leaves them', () => {
    const still = stillness();
    still.pointed();
    still.used();
    still.focusLeft();
    expect(isStill).toBe(true);
    still.pointerLeft();
    expect(isStill).toBe(false);
  });
});
