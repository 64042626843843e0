import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { closingLine, readTotals, sum } from '../../scripts/lib/test-totals.mjs';

function reportFile(content: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'curfew-totals-')), 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const vitestReport = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 };

describe('the totals of npm test', () => {
  it('are read from each runner and added up', () => {
    const unit = readTotals('vitest', reportFile(vitestReport), 0);
    const e2e = readTotals(
      'playwright',
      reportFile({ stats: { expected: 4, unexpected: 1, flaky: 0, skipped: 0 } }),
      1,
    );
    expect(closingLine(sum([unit, e2e]))).toBe('7 passed, 1 failed, 1 skipped');
  });

  it('count a runner that wrote no report as failed', () => {
    expect(readTotals('vitest', '/nowhere/report.json', 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('count a runner that ran nothing as failed, whatever its exit code', () => {
    const file = reportFile({ ...vitestReport, numPassedTests: 0 });
    expect(readTotals('vitest', file, 0).failed).toBe(1);
  });

  it('count a runner that ended badly without a failed test as failed', () => {
    expect(readTotals('vitest', reportFile(vitestReport), 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  it('count a spec that passed only when repeated as failed', () => {
    const file = reportFile({ stats: { expected: 1, unexpected: 0, flaky: 1, skipped: 0 } });
    expect(readTotals('playwright', file, 0).failed).toBe(1);
  });
});
