import { describe, expect, it } from 'vitest';
import { createdHistogram, describeHistogram } from './created-chart.tsx';

const now = Date.UTC(2026, 10, 23, 12);
const daysAgo = (days: number) => now - days * 86_400_000;

describe('the histogram of sessions', () => {
  it('counts by day, today last, and counts older sessions apart', () => {
    const histogram = createdHistogram(
      [daysAgo(0), daysAgo(0.9), daysAgo(1), daysAgo(89.9), daysAgo(90)],
      now,
    );
    expect(histogram.days).toHaveLength(90);
    expect(histogram.days.at(-1)).toBe(2);
    expect(histogram.days.at(-2)).toBe(1);
    expect(histogram.days[0]).toBe(1);
    expect(histogram.earlier).toBe(1);
    expect(histogram.highest).toBe(2);
  });

  it('counts a session that begins in the future as of today', () => {
    expect(createdHistogram([daysAgo(-2)], now).days.at(-1)).toBe(1);
  });
});

describe('the text of the histogram', () => {
  it.each([
    [[], 'No session began in the last 90 days.'],
    [[daysAgo(200)], 'No session began in the last 90 days. 1 session began earlier.'],
    [[daysAgo(0.1)], '1 session began on 1 day of the last 90: in the last 24 hours.'],
    [
      [daysAgo(2), daysAgo(2), daysAgo(30), daysAgo(100)],
      '3 sessions began on 2 days of the last 90. The most of one day began 2 days ago (2 sessions). 1 session began earlier.',
    ],
  ])('has the numbers of sessions and days, as in case %#', (times, sentences) => {
    expect(describeHistogram(createdHistogram(times, now))).toBe(sentences);
  });
});
