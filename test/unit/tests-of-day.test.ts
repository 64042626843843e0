import { describe, expect, it } from 'vitest';
import { isDaily, sampledRunners, testFiles, testsOfDay } from '../../scripts/lib/tests-of-day.mjs';

const hours = 3_600_000;
const firstDay = Date.parse('2026-11-28T00:00:00Z');

describe.each(sampledRunners)('the %s tests of a day', (runner) => {
  const files = testFiles(runner);
  const on = (day: number, hour = 1) => testsOfDay(runner, new Date(firstDay + (day * 24 + hour) * hours));
  const days = Array.from({ length: 10 }, (_, day) => on(day));

  it('are others on the next nine days, so that ten days run every file', () => {
    expect([...new Set(days.flat())].sort()).toEqual(files);
    expect(on(10)).toEqual(days[0]);
  });

  it('repeat of another day only what runs every day', () => {
    for (const [day, tests] of days.entries())
      for (const other of days.slice(day + 1))
        expect(tests.filter((file) => other.includes(file))).toEqual(
          files.filter((file) => isDaily(runner, file)),
        );
  });

  it('are the same at any hour of the day', () => {
    expect(on(0, 0)).toEqual(days[0]);
    expect(on(0, 23)).toEqual(days[0]);
  });

  it('leave out most of what does not run every day', () => {
    const inTurns = files.filter((file) => !isDaily(runner, file));
    expect(inTurns.length).toBeGreaterThan(10);
    for (const day of days)
      expect(day.filter((file) => !isDaily(runner, file)).length).toBeLessThanOrEqual(
        Math.ceil(inTurns.length / 10),
      );
  });
});

describe('what runs every day', () => {
  it('is what the console is for, how sessions are ended, and what guards the window', () => {
    expect(isDaily('integration', 'test/integration/revocations/faults.test.ts')).toBe(true);
    expect(isDaily('integration', 'test/integration/core/core-identity.test.ts')).toBe(true);
    expect(isDaily('integration', 'test/integration/core/hostile-answers.test.ts')).toBe(false);
    expect(isDaily('end to end', 'test/e2e/revocation/report.spec.ts')).toBe(true);
    expect(isDaily('end to end', 'test/security/network.spec.ts')).toBe(true);
    expect(isDaily('end to end', 'test/e2e/console/connections.spec.ts')).toBe(false);
  });
});
