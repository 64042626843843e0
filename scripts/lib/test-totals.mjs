import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/**
 * What a runner counted, read from its JSON report. A runner that wrote none, ran nothing, or ended badly without a
 * failed test counts as one failure: it cannot pass by not running.
 *
 * @param {'vitest' | 'playwright'} kind
 * @param {string} file
 * @param {number} exitCode
 * @returns {Totals}
 */
export function readTotals(kind, file, exitCode) {
  const totals = readReport(kind, file);
  const ranNothing = totals.passed + totals.failed === 0;
  if (ranNothing || (exitCode !== 0 && totals.failed === 0)) return { ...totals, failed: totals.failed + 1 };
  return totals;
}

/**
 * A report that was cut off says as little as none.
 *
 * @param {'vitest' | 'playwright'} kind
 * @param {string} file
 * @returns {Totals}
 */
function readReport(kind, file) {
  if (!existsSync(file)) return none();
  try {
    return counted(kind, JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return none();
  }
}

/** @returns {Totals} */
function none() {
  return { passed: 0, failed: 0, skipped: 0 };
}

/**
 * @param {'vitest' | 'playwright'} kind
 * @param {any} report
 * @returns {Totals}
 */
function counted(kind, report) {
  if (kind === 'vitest') {
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  }
  const { expected, unexpected, flaky, skipped } = report.stats;
  // A spec that passed only when repeated has failed once: it is not counted as passed.
  return { passed: expected, failed: unexpected + flaky, skipped };
}

/**
 * @param {readonly Totals[]} all
 * @returns {Totals}
 */
export function sum(all) {
  return all.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
    }),
    none(),
  );
}

/**
 * The last line of `npm test`, alone on its line.
 *
 * @param {Totals} totals
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
