import { describe, expect, it } from 'vitest';
import { exposureLeft } from './exposure-bar.tsx';

const now = Date.UTC(2026, 10, 23, 16, 44, 11);
const minutes = (count: number) => now + count * 60_000;

describe('the share of the exposure that is left', () => {
  it('goes from 1 to 0 and stays there', () => {
    expect(exposureLeft(minutes(60), 3_600, now)).toBe(1);
    expect(exposureLeft(minutes(30), 3_600, now)).toBe(0.5);
    expect(exposureLeft(minutes(-5), 3_600, now)).toBe(0);
    expect(exposureLeft(minutes(90), 3_600, now)).toBe(1);
  });
});
