import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const scripts = join(import.meta.dirname, '../../scripts');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-lint-'));
  await cp(scripts, join(folder, 'scripts'), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

/** Lints a package with these checks. */
async function lint(checks: Readonly<Record<string, string>>) {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ scripts: checks }));
  return spawnSync(process.execPath, ['scripts/lint.mjs'], { cwd: folder, encoding: 'utf8' });
}

test('npm run lint runs all of its checks and no other script, and passes when each of them does', async () => {
  const { status, stdout } = await lint({
    'typecheck:one': 'echo types of one',
    'lint:words': 'echo words',
    'lint:style': 'echo style',
    typecheck: 'echo all types',
    test: 'echo tests',
  });
  expect(stdout.trim().split(/\s*\n/).sort()).toEqual(['style', 'types of one', 'words']);
  expect(status).toBe(0);
});

test('npm run lint fails and names the check that found something, after all of them have run', async () => {
  const { status, stdout } = await lint({
    'typecheck:one': 'echo found in one && exit 2',
    'lint:words': 'echo words',
    'lint:style': 'echo style',
  });
  expect(stdout).toContain('found in one');
  expect(stdout).toContain('typecheck:one failed.');
  expect(stdout).toContain('style');
  expect(stdout).not.toContain('style failed.');
  expect(status).toBe(1);
});
