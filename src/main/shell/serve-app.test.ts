import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAppServer } from './serve-app.ts';

let root: string;
let serve: (request: Request) => Promise<Response>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'curfew-app-'));
  await mkdir(join(root, 'assets'));
  await writeFile(
    join(root, 'index.html'),
    '<html lang="en"><meta name="csp-nonce" content="" /><p>the page</p>',
  );
  await writeFile(join(root, 'assets', 'main.js'), 'export const answer = 42;');
  serve = await createAppServer(root);
});

afterAll(() => rm(root, { recursive: true }));

const get = (path: string, method = 'GET') => serve(new Request(`curfew://app${path}`, { method }));

function nonceIn(policy: string | null): string | undefined {
  return policy?.match(/'nonce-([^']+)'/)?.[1];
}

describe('the page', () => {
  test.each(['/', '/users/emp-4711', '/index.html'])('is what %s answers', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toContain('text/html');
    expect(await answer.text()).toContain('the page');
  });

  test('is told the nonce that its policy names, another one for each document', async () => {
    const answers = [await get('/'), await get('/')];
    const nonces = answers.map((answer) => nonceIn(answer.headers.get('Content-Security-Policy')));
    expect(new Set(nonces).size).toBe(2);
    for (const [at, answer] of answers.entries()) {
      expect(await answer.text()).toContain(`<meta name="csp-nonce" content="${nonces[at]}"`);
    }
  });
});

test('the page is told another language when main was started with it', async () => {
  const pseudo = await createAppServer(root, 'en-XA');
  expect(await (await pseudo(new Request('curfew://app/'))).text()).toContain('<html lang="en-XA">');
  expect(await (await get('/')).text()).toContain('<html lang="en">');
});

test('a file comes with its type', async () => {
  const answer = await get('/assets/main.js');
  expect(answer.headers.get('Content-Type')).toContain('text/javascript');
  expect(await answer.text()).toBe('export const answer = 42;');
});

test.each([
  ['a file that is not there', '/assets/none.js', 'GET', 404],
  ['a broken address', '/%', 'GET', 400],
  ['another method', '/', 'POST', 405],
])('%s is refused, with the policy', async (_name, path, method, status) => {
  const answer = await get(path, method);
  expect(answer.status).toBe(status);
  expect(await answer.text()).toBe('');
  expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
});
