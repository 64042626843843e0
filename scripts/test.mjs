/**
 * `npm test`: everything that is checked, with totals on the last line. Needs nothing but Node and npm.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { failedTestText, readFailedTests } from './lib/failed-tests.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/root.mjs';
import { dependency, npm, run } from './lib/run.mjs';
import { closingLine, readTotals, sum } from './lib/test-totals.mjs';
import { testFiles, testsOfDay } from './lib/tests-of-day.mjs';

/** @typedef {import('./lib/test-totals.mjs').Totals} Totals */

const REPORTS = join(root, 'out/test-reports');

/** Of all runners. They are named at the end too: of a long log, often no more than the end is kept. */
const failedTests = /** @type {import('./lib/failed-tests.mjs').FailedTest[]} */ ([]);

/**
 * A step without tests of its own: only its failure counts.
 * @param {number} code
 * @returns {Totals}
 */
function stepTotals(code) {
  return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/**
 * @param {string} name
 * @param {object} [of]
 * @param {string} [of.project] its name, or a pattern of several
 * @param {readonly string[]} [of.files] all of the project without them
 */
function vitest(name, { files = [], project = name } = {}) {
  const file = join(REPORTS, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const args = ['run', '--project', project, ...reporters, ...files];
  const { code } = run(dependency('vitest/vitest.mjs', args));
  failedTests.push(...readFailedTests('vitest', file));
  return readTotals('vitest', file, code);
}

/**
 * All files where nobody waits for them, else those of today.
 * @param {import('./lib/tests-of-day.mjs').Runner} runner
 */
function chosenFiles(runner) {
  const all = testFiles(runner);
  if (process.env.CI !== undefined || process.env.CURFEW_FULL === '1') return all;
  const chosen = testsOfDay(runner, new Date());
  process.stdout.write(`${chosen.length} of ${all.length} files today. CURFEW_FULL=1 runs all.\n`);
  return chosen;
}

function endToEnd() {
  const prepared = run(dependency('tsx/dist/cli.mjs', [join(root, 'test/hosts/prepare.ts')]));
  if (prepared.code !== 0) return stepTotals(prepared.code);
  const file = join(REPORTS, 'e2e.json');
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file };
  const args = ['test', '--reporter=list,json', ...chosenFiles('end to end')];
  const { code } = run(dependency('@playwright/test/cli.js', args), { env });
  failedTests.push(...readFailedTests('playwright', file));
  return readTotals('playwright', file, code);
}

const begun = Date.now();
ensureInstalled();
// Reports of an earlier run must not stand in for a runner that crashes.
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
ensureBuilt();

/** @type {readonly (readonly [name: string, step: () => Totals])[]} */
const steps = [
  ['lint', () => stepTotals(run(npm(['run', '--silent', 'lint'])).code)],
  ['unit', () => vitest('unit', { project: 'unit*' })],
  ['contract', () => vitest('contract')],
  ['integration', () => vitest('integration', { files: chosenFiles('integration') })],
  ['end to end', endToEnd],
];

/** @type {{ name: string, totals: Totals, seconds: number }[]} */
const results = [];
for (const [name, step] of steps) {
  process.stdout.write(`\n== ${name}\n`);
  const from = Date.now();
  const totals = step();
  results.push({ name, totals, seconds: Math.round((Date.now() - from) / 1_000) });
}

process.stdout.write('\n');
for (const test of failedTests) process.stdout.write(`${failedTestText(test)}\n`);
for (const { name, totals, seconds } of results) {
  const words = name === 'lint' ? (totals.failed === 0 ? 'clean' : 'failed') : closingLine(totals);
  process.stdout.write(`${name.padEnd(12)} ${words} (${seconds} s)\n`);
}
process.stdout.write(`in ${Math.round((Date.now() - begun) / 1_000)} s\n`);
const total = sum(results.map(({ totals }) => totals));
process.stdout.write(`${closingLine(total)}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
