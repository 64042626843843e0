// `npm test`: everything, on a fresh clone too. Each step runs even when one before it failed.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './lib/ensure-built.mjs';
import { ensureInstalled } from './lib/ensure-installed.mjs';
import { repository, runNode, runNpm } from './lib/run.mjs';
import { closingLine, readTotals, sum } from './lib/test-totals.mjs';

const reports = join(repository, 'out/test-reports');

await ensureInstalled();
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
await ensureBuilt();

/** @type {[string, import('./lib/test-totals.mjs').Totals, number][]} */
const steps = [];

/**
 * @param {string} name
 * @param {() => Promise<import('./lib/test-totals.mjs').Totals>} step
 */
async function step(name, step) {
  console.log(`\n━━ ${name}`);
  const started = Date.now();
  steps.push([name, await step(), Math.round((Date.now() - started) / 1000)]);
}

await step('lint', async () => {
  const code = await runNpm(['run', '--silent', 'lint']);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
});

for (const project of ['unit', 'contract', 'integration']) {
  await step(project, async () => {
    const file = join(reports, `${project}.json`);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const code = await runNode('node_modules/vitest/vitest.mjs', ['run', '--project', project, ...reporters]);
    return readTotals('vitest', file, code);
  });
}

await step('e2e', async () => {
  const file = join(reports, 'e2e.json');
  const code = await runNode('node_modules/@playwright/test/cli.js', ['test', '--reporter=list,json'], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  });
  return readTotals('playwright', file, code);
});

console.log('');
for (const [name, totals, seconds] of steps) {
  console.log(`${name.padEnd(12)} ${closingLine(totals)} (${seconds} s)`);
}
const all = sum(steps.map(([, totals]) => totals));
console.log(closingLine(all));
process.exit(all.failed === 0 ? 0 : 1);
