import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const KEY = 'a-key-for-the-tests-0123';

describe('npm run sandbox', () => {
  const children: ChildProcess[] = [];

  function run(...args: string[]) {
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/sandbox.ts', ...args], { cwd: ROOT });
    children.push(child);
    const output = { text: '' };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => {
        output.text += part;
      });
    }
    return { child, output, ended: once(child, 'close') };
  }

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  it('prints address and key, answers, and ends on SIGTERM', async () => {
    const { child, output, ended } = run('--api-key', KEY, '--empty');
    while (!output.text.includes('Ctrl-C')) await once(child.stdout, 'data');
    const uri = /http:\/\/127\.0\.0\.1:\d+/.exec(output.text)?.[0];
    expect(output.text).toContain(KEY);
    const answer = await fetch(`${uri}/users/count`, { headers: { 'api-key': KEY, 'cdi-version': '5.4' } });
    expect(await answer.json()).toEqual({ status: 'OK', count: 0 });
    child.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
  });

  it.each([
    ['a port that is none', ['--port', '99999'], '--port is a number'],
    ['a short key', ['--api-key', 'short'], 'at least 20 characters'],
    ['an option that it does not know', ['--bogus'], "Unknown option '--bogus'"],
  ])('refuses %s with exit code 2', async (_, args, message) => {
    const { output, ended } = run(...args);
    expect((await ended)[0]).toBe(2);
    expect(output.text).toContain(message);
    expect(output.text).toContain('Usage: npm run sandbox');
  });

  it('says so when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const { output, ended } = run('--port', port);
    expect((await ended)[0]).toBe(1);
    expect(output.text).toContain(`Port ${port} is in use.`);
    other.close();
  });
});
