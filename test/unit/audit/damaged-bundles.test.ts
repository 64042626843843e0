import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyFile } from '../../../scripts/curfew-verify.mjs';
import { seededCases } from '../support/full-run.ts';
import { testKey } from './support/audit-records.ts';
import { applyDamage, byteDamage, firstDifference, lineDamage } from './support/damage.ts';
import { unzip } from './support/evidence-bundle.ts';
import { bundleFiles, zipOf } from './support/example-bundle.ts';

let path: string;
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'curfew-damage-')), 'evidence.zip');
});
afterAll(() => rm(join(path, '..'), { recursive: true }));

async function check(zip: Buffer) {
  await writeFile(path, zip);
  return verifyFile(path).catch((thrown: Error) => ({
    valid: false,
    problem: { reason: 'version', path: 'manifest.json', text: thrown.message },
  }));
}

/** What another program unpacks; null: it cannot. */
function unpack(zip: Buffer): Promise<ReadonlyMap<string, string> | null> {
  return unzip(zip, 'latin1').catch(() => null);
}

const bundles = [
  ['a signed bundle', () => bundle(1, {})],
  ['a signed bundle with sizes of 64 bits', () => bundle(1, { long: true })],
  ['a bundle without a key', () => bundle(null, {})],
  ['a bundle without a key, with sizes before its files', () => bundle(null, { known: true })],
] as const;

async function bundle(key: number | null, options: Parameters<typeof zipOf>[1]): Promise<Buffer> {
  return zipOf(await bundleFiles(key === null ? null : testKey(key)), options);
}

describe.each(bundles)('%s', (_name, make) => {
  it('is valid as it was written', async () => {
    expect(await check(await make())).toMatchObject({ valid: true, problem: null, bundle: { files: 4 } });
  });

  // control: changed-evidence-found
  it('is never valid after a damage of its bytes that changes what is unpacked from it', async () => {
    const original = await make();
    const files = await unpack(original);
    expect(files?.size).toBe(5);
    let harmless = 0;
    const numRuns = seededCases({ full: 1_250, sample: 100 });
    await fc.assert(
      fc.asyncProperty(byteDamage, async (damage) => {
        const damaged = applyDamage(original, damage);
        fc.pre(firstDifference(original, damaged) >= 0);
        const { problem, valid } = await check(damaged);
        if (!valid) {
          expect(problem?.text).not.toBe('');
          return;
        }
        // Dates, permissions, and bits of the packed form that decide nothing.
        harmless += 1;
        expect(damage.type).toMatch(/flip|letter|swap/);
        expect(await unpack(damaged)).toEqual(files);
      }),
      { numRuns, seed: 12 },
    );
    expect(harmless).toBeLessThan(numRuns * 0.08);
  });
});

describe('a bundle that was packed again after a change', () => {
  // control: changed-evidence-found
  it('is never valid, and the changed file is named; of the log, the line', async () => {
    const files = await bundleFiles(testKey(1));
    const changes = fc.record({
      index: fc.nat({ max: files.length - 1 }),
      damage: fc.oneof(byteDamage, lineDamage),
    });
    await fc.assert(
      fc.asyncProperty(changes, async ({ damage, index }) => {
        const { content = Buffer.alloc(0), path: changed } = files[index] ?? {};
        const damaged = applyDamage(content, damage);
        fc.pre(!damaged.equals(content));
        const packed = files.map((file, at) => (at === index ? { ...file, content: damaged } : file));
        const { problem, valid } = await check(await zipOf(packed));
        expect(valid).toBe(false);
        if (changed === 'audit.jsonl')
          expect(problem).toMatchObject({ path: changed, line: expect.any(Number) });
        // A manifest that says something else of another file makes that file the one that does not fit.
        else if (changed !== 'manifest.json') expect(problem).toMatchObject({ path: changed });
        else expect(problem?.path).not.toBe('');
      }),
      { numRuns: seededCases({ full: 1_000, sample: 100 }), seed: 12 },
    );
  });
});
