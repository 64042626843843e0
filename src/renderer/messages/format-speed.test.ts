import { describe, expect, it } from 'vitest';
import { speedParts } from './format-speed.ts';

const known = { rate: '61 users per second', remainingMs: 42_000 };

describe('the speed of long work', () => {
  it('is its rate and its remaining time, as far as they are known', () => {
    expect(speedParts({ ...known, idleSeconds: 9 })).toEqual(['61 users per second', 'about 45 s left']);
    expect(speedParts({ rate: null, remainingMs: null, idleSeconds: 0 })).toEqual([]);
  });

  it('is not told from before when nothing was done for a while', () => {
    expect(speedParts({ ...known, idleSeconds: 10 })).toEqual(['no progress for 10 s']);
    expect(speedParts({ rate: null, remainingMs: null, idleSeconds: 75 })).toEqual(['no progress for 1 min']);
  });
});
