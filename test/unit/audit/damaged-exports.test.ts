import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyFile } from '../../../scripts/curfew-verify.mjs';
import { seededCases } from '../support/full-run.ts';
import { exportChain, testKey } from './support/audit-records.ts';
import { applyDamage, byteDamage, firstDifference, lineDamage, lineOf } from './support/damage.ts';
import { exampleLog, exportRun } from './support/example-logs.ts';

let path: string;
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'curfew-damage-')), 'log.jsonl');
});
afterAll(() => rm(join(path, '..'), { recursive: true }));

async function check(file: Buffer) {
  await writeFile(path, file);
  // Of a version that the program does not know it says nothing.
  return verifyFile(path).catch((thrown: Error) => ({
    valid: false,
    problem: { reason: 'version', line: 1, text: thrown.message },
  }));
}

const files: readonly (readonly [name: string, make: () => Promise<string>])[] = [
  ['a signed log', () => exportChain(exampleLog(testKey(1)))],
  ['a signed part of a log', () => exportRun(exampleLog(testKey(1)))],
  ['a log without a key', () => exportChain(exampleLog(null))],
  ['a part of a log without a key', () => exportRun(exampleLog(null))],
];

describe.each(files)('%s', (_name, make) => {
  it('is valid as it was written', async () => {
    expect(await check(Buffer.from(await make()))).toMatchObject({ valid: true, problem: null });
  });

  // 5,000 over the four files.
  // control: changed-evidence-found
  it('is never valid after a damage, and the place is named', async () => {
    const original = Buffer.from(await make());
    const footerLine = lineOf(original, original.length - 2);
    await fc.assert(
      fc.asyncProperty(fc.oneof(byteDamage, lineDamage), async (damage) => {
        const damaged = applyDamage(original, damage);
        const place = firstDifference(original, damaged);
        fc.pre(place >= 0);
        const { problem, valid } = await check(damaged);
        expect(valid).toBe(false);
        const line = lineOf(original, place);
        const named = problem?.line ?? 0;
        // A line that is not there, or that is as it was written but not in its place, shows at the next one.
        const isBeside = Math.abs(named - line) <= 1;
        // What is left out of a part, and what a header says, is protected by the footer alone.
        const isInSum = ['sum', 'count'].includes(problem?.reason ?? '') && named <= footerLine;
        expect({ isBeside: isBeside || isInSum, named, line, problem }).toMatchObject({ isBeside: true });
      }),
      { numRuns: seededCases({ full: 1_250, sample: 100 }), seed: 12 },
    );
  });
});
