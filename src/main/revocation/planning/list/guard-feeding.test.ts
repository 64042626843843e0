import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { guardFeeding } from './guard-feeding.ts';

const piece = new Uint8Array(1);
const page = new AbortController().signal;

/** A list that notes how it was ended, and takes a piece only when it is let. */
function aList() {
  const ends: string[] = [];
  let letTake: () => void = () => undefined;
  return {
    ends,
    take: () => letTake(),
    feed: () => new Promise<void>((resolve) => (letTake = resolve)),
    fed: async () => void ends.push('fed'),
    abandon: () => void ends.push('abandoned'),
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the rest of a list', () => {
  it('is given up as soon as the window goes that reads it', async () => {
    const list = aList();
    const window = new AbortController();
    const feeding = guardFeeding(list).feed(piece, window.signal);
    window.abort();
    expect(list.ends).toEqual(['abandoned']);
    list.take();
    await feeding;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(list.ends).toEqual(['abandoned']);
  });

  it('is given up when nothing comes for a minute, neither at first nor between two pieces', async () => {
    const silent = aList();
    guardFeeding(silent);
    const halted = aList();
    const feeding = guardFeeding(halted).feed(piece, page);
    halted.take();
    await feeding;
    await vi.advanceTimersByTimeAsync(59_000);
    expect([silent.ends, halted.ends]).toEqual([[], []]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([silent.ends, halted.ends]).toEqual([['abandoned'], ['abandoned']]);
  });

  it('is waited for as long as main itself takes, for instance while it is paused', async () => {
    const list = aList();
    void guardFeeding(list).feed(piece, page);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(list.ends).toEqual([]);
  });

  it('is not waited for after its end', async () => {
    const list = aList();
    await guardFeeding(list).fed(null);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(list.ends).toEqual(['fed']);
  });
});
