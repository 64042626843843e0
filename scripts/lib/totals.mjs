/**
 * Results of one runner.
 * @typedef {{ passed: number, failed: number, skipped: number }} Totals
 */

/**
 * A runner that ended badly without a failed test, or that ran nothing, has failed all the same.
 * @param {Totals} totals
 * @param {number} exitCode
 * @returns {Totals}
 */
function honest(totals, exitCode) {
  const ranNothing = totals.passed + totals.failed + totals.skipped === 0;
  return totals.failed === 0 && (exitCode !== 0 || ranNothing) ? { ...totals, failed: 1 } : totals;
}

/** @param {unknown} value */
function count(value) {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/**
 * From Vitest's JSON report; undefined when there is none.
 * @param {any} report
 * @param {number} exitCode
 * @returns {Totals}
 */
export function vitestTotals(report, exitCode) {
  // A file that does not even load has no tests that could fail.
  const files = Array.isArray(report?.testResults) ? report.testResults : [];
  const broken = files.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' &&
      !(file.assertionResults ?? []).some((/** @type {any} */ result) => result.status === 'failed'),
  ).length;
  const totals = {
    passed: count(report?.numPassedTests),
    failed: count(report?.numFailedTests) + broken,
    skipped: count(report?.numPendingTests) + count(report?.numTodoTests),
  };
  return honest(totals, exitCode);
}

/**
 * From Playwright's JSON report; undefined when there is none. A test that passed on a second try counts as failed.
 * @param {any} report
 * @param {number} exitCode
 * @returns {Totals}
 */
export function playwrightTotals(report, exitCode) {
  const totals = {
    passed: count(report?.stats?.expected),
    failed: count(report?.stats?.unexpected) + count(report?.stats?.flaky),
    skipped: count(report?.stats?.skipped),
  };
  return honest(totals, exitCode);
}

/**
 * A step without tests of its own: only its failure counts.
 * @param {number} exitCode
 * @returns {Totals}
 */
export function stepTotals(exitCode) {
  return { passed: 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
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
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** @param {Totals} totals */
export function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
