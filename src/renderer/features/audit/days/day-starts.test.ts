import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dayStarts } from './day-starts.ts';

const hour = 3_600_000;

describe('the days of the chart', () => {
  it('begin at midnight in UTC, and end with the beginning of tomorrow', () => {
    expect(dayStarts(Date.UTC(2026, 10, 2, 17), 3, 'utc')).toEqual([
      Date.UTC(2026, 9, 31),
      Date.UTC(2026, 10, 1),
      Date.UTC(2026, 10, 2),
      Date.UTC(2026, 10, 3),
    ]);
  });

  describe('in a zone with summer time', () => {
    beforeEach(() => void vi.stubEnv('TZ', 'Europe/Berlin'));
    afterEach(() => void vi.unstubAllEnvs());

    it('have 25 hours when the clocks are set back', () => {
      const [saturday = 0, sunday = 0, monday = 0] = dayStarts(Date.UTC(2026, 9, 25, 12), 2, 'local');
      expect(sunday - saturday).toBe(24 * hour);
      expect(monday - sunday).toBe(25 * hour);
    });
  });
});
