import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerHeaders, contentSecurityPolicy, createAppServer, resolveAppAddress } from './serve-app.ts';

const assets = new Set(['assets/index-1.js', 'assets/index-1.css', 'icon.svg']);
const resolve = (address: string) => resolveAppAddress(address, assets);

describe('addresses of the console', () => {
  test.each([
    'curfew://app/assets/index-1.js',
    'curfew://app/icon.svg',
    'curfew://app/assets/index-1.css?v=2#a',
  ])('%s is a file', (address) => expect(resolve(address)).toMatchObject({ type: 'asset' }));

  test.each([
    'curfew://app',
    'curfew://app/',
    'curfew://app/users',
    'curfew://app/users/emp-4711?tab=sessions',
    'curfew://app/users/a%2Fb',
    'curfew://app/users/%E2%82%AC',
  ])('%s is the page', (address) => expect(resolve(address)).toEqual({ type: 'page' }));

  // control: files-of-the-console-only
  test.each([
    'curfew://app/assets/../../../etc/passwd',
    'curfew://app/assets/%2e%2e/%2e%2e/package.json',
    'curfew://app/..%2f..%2fpackage.json',
    'curfew://app/assets%2f..%2f..%2fpackage.json',
    'curfew://app/assets/..%5c..%5cpackage.json',
    'curfew://app//etc/passwd',
    'curfew://app/assets/unknown.js',
  ])('%s leads to no file', (address) => expect(resolve(address)).not.toMatchObject({ type: 'asset' }));

  test.each(['curfew://app/assets/unknown.js', 'curfew://app/assets/'])('%s is not found', (address) =>
    expect(resolve(address)).toEqual({ type: 'refused', status: 404 }));

  test.each([
    'curfew://app/assets/index-1.js%00.css',
    'curfew://app/%',
    'not an address',
  ])('%s is not an address of ours', (address) =>
    expect(resolve(address)).toEqual({ type: 'refused', status: 400 }));

  test.each([
    'curfew://other/',
    'curfew://app:80/',
    'https://app/',
    'file:///etc/passwd',
  ])('%s belongs to someone else', (address) =>
    expect(resolve(address)).toEqual({ type: 'refused', status: 404 }));
});

// control: page-policy
test('the policy allows nothing but the console itself and styles with the nonce', () => {
  expect(contentSecurityPolicy('n0nce')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-n0nce'; img-src 'self' data:; font-src 'self'; " +
      "connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
      "require-trusted-types-for 'script'; trusted-types default",
  );
});

// control: page-policy
test('no directive allows unsafe code', () => {
  expect(contentSecurityPolicy('n0nce')).not.toMatch(/unsafe|\*|https?:/);
});

test('every answer carries the policy and is never sniffed or kept', () => {
  expect(answerHeaders('text/javascript', 'n0nce')).toMatchObject({
    'Content-Type': 'text/javascript',
    'Content-Security-Policy': expect.stringContaining("default-src 'none'"),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  });
});

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
