/**
 * `npm test`: everything that is checked, with totals on the last line. Needs nothing but Node and npm.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/root.mjs';
import { dependency, npm, run } from './lib/run.mjs';
import { inWords, playwrightTotals, stepTotals, sum, vitestTotals } from './lib/totals.mjs';

/** @typedef {import('./lib/totals.mjs').Totals} Totals */

const REPORTS = join(root, 'test-results');

/** @param {string} name */
function reportFile(name) {
  const file = join(REPORTS, `${name}.json`);
  // One of an earlier run must not stand in for a runner that crashed.
  rmSync(file, { force: true });
  mkdirSync(dirname(file), { recursive: true });
  return file;
}

/** @param {string} file */
function readReport(file) {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} project */
function vitest(project) {
  const file = reportFile(project);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code } = run(dependency('vitest/vitest.mjs', ['run', '--project', project, ...reporters]));
  return vitestTotals(readReport(file), code);
}

function endToEnd() {
  const prepared = run(dependency('tsx/dist/cli.mjs', [join(root, 'test/hosts/prepare.ts')]));
  if (prepared.code !== 0) return stepTotals(prepared.code);
  const file = reportFile('e2e');
  const { code } = run(dependency('@playwright/test/cli.js', ['test']), { env: { CURFEW_E2E_REPORT: file } });
  return playwrightTotals(readReport(file), code);
}

const begun = Date.now();
ensureInstalled();

/** @type {readonly (readonly [name: string, step: () => Totals])[]} */
const steps = [
  ['lint', () => stepTotals(run(npm(['run', '--silent', 'lint'])).code)],
  ['unit', () => vitest('unit')],
  ['contract', () => vitest('contract')],
  ['integration', () => vitest('integration')],
  ['end to end', endToEnd],
];

/** @type {{ name: string, totals: Totals, seconds: number }[]} */
const results = [];
ensureBuilt();
for (const [name, step] of steps) {
  process.stdout.write(`\n== ${name}\n`);
  const from = Date.now();
  const totals = step();
  results.push({ name, totals, seconds: Math.round((Date.now() - from) / 1_000) });
}

process.stdout.write('\n');
for (const { name, totals, seconds } of results) {
  const words = name === 'lint' ? (totals.failed === 0 ? 'clean' : 'failed') : inWords(totals);
  process.stdout.write(`${name.padEnd(12)} ${words} (${seconds} s)\n`);
}
process.stdout.write(`in ${Math.round((Date.now() - begun) / 1_000)} s\n`);
const total = sum(results.map(({ totals }) => totals));
process.stdout.write(`${inWords(total)}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
