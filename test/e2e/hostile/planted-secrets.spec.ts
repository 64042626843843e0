import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, type Page, test } from '@playwright/test';
import { launchConsole } from '../../hosts/launch-console.ts';
import type { LaunchedConsole } from '../../hosts/shared/launched-console.ts';
import { chooseEnvironment, confirming, connectByForm, type Operator, operate } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { previewOf } from '../support/planning.ts';

const KEY = 'planted-api-key-5d1f0c7e9b2a4836';
const wrongKey = 'planted-wrong-key-0a9b8c7d6e5f4132';
/** It is stored: what finds it would find a secret too. */
const reason = 'planted-reason-7c3e';

const core = ownCoreUnderTest({ apiKey: KEY });

/** What must not be found, by the name under which it is reported. */
const secrets = new Map([
  ['the key', KEY],
  ['the refused key', wrongKey],
]);
let folder: string;
let launched: LaunchedConsole;
const titles = new Set<string>();
/** What reached a server to which no connection leads, and to which others redirect. */
const elsewhere: string[] = [];

async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ readonly uri: string; readonly server: Server }> {
  const server = createServer(answer);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** Opens as a core does, and then fails, repeating the key. Below `/away` it redirects, with the key in the address. */
function echoTo(other: string) {
  return ({ url = '/', headers }: IncomingMessage, response: ServerResponse) => {
    const path = (url.split('?')[0] ?? '').replace('/away', '');
    const key = String(headers['api-key']);
    if (path === '/hello') response.end('Hello');
    else if (url.startsWith('/away')) response.writeHead(307, { location: `${other}/?key=${key}` }).end(key);
    else if (path === '/apiversion') response.end(JSON.stringify({ versions: ['5.4'] }));
    else if (path.endsWith('/jwks.json')) response.end(JSON.stringify({ keys: [{ kid: 's-echo' }] }));
    else if (path === '/recipe/session')
      response.end(JSON.stringify({ status: 'UNAUTHORISED', message: key }));
    else
      response
        .writeHead(500, { 'x-key': key })
        .end(`Internal Error: ${key} ${Buffer.from(key).toString('base64')}`);
  };
}

/** As it can be written: plain, in two bytes a character, in hexadecimal digits, and in base64 wherever it begins. */
function writingsOf(secret: string): readonly Buffer[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(before === 0 ? 0 : 4, -4),
  );
  const texts = [...base64, bytes.toString('hex'), bytes.toString('hex').toUpperCase()];
  return [bytes, Buffer.from(secret, 'utf16le'), ...texts.map((text) => Buffer.from(text))];
}

/** Where any of these is found, with its name. */
function foundIn(where: string, content: Buffer, wanted: ReadonlyMap<string, string>): string[] {
  return [...wanted].flatMap(([name, secret]) =>
    writingsOf(secret).some((writing) => content.includes(writing)) ? [`${name} in ${where}`] : [],
  );
}

/** Everything below the folder: data, log files, exports. */
async function foundInFiles(wanted: ReadonlyMap<string, string>): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    // A file of the store can be gone by now.
    const content = await readFile(path).catch(() => Buffer.alloc(0));
    found.push(...foundIn(path, content, wanted));
  }
  return found;
}

async function noteTitle(page: Page): Promise<void> {
  titles.add(await page.title());
}

/** Tests a connection that is not saved, in the form. */
async function tryConnection(operator: Operator, address: string, key: string, code: string): Promise<void> {
  const { page } = operator;
  await launched.goto('/connections');
  await page.getByRole('button', { name: 'Add a connection' }).click();
  const form = page.getByRole('form', { name: 'New connection' });
  await form.getByRole('textbox', { name: 'Name' }).fill('trial');
  await form.getByRole('textbox', { name: 'Address' }).fill(address);
  await chooseEnvironment(page, 'Staging');
  await form.getByLabel('API key', { exact: true }).fill(key);
  const outcome = page.locator(`[role="alert"][data-code="${code}"]`);
  await confirming(operator, () => form.getByRole('button', { name: 'Test connection' }).click(), outcome);
  await noteTitle(page);
}

async function exportAs(page: Page, button: string, format: string, name: string): Promise<void> {
  await launched.saveNextTo(join(folder, name));
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('menuitem', { name: format }).click();
  await expect(page.getByText(new RegExp(`^Saved .* to .*${name}`)).first()).toBeVisible();
}

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-planted-'));
  launched = await launchConsole({ userData: join(folder, 'user-data'), env: { NODE_DEBUG: '*' } });
});
test.afterAll(async () => {
  await launched?.close();
  await rm(folder, { recursive: true, force: true });
});

test('keys and tokens that were used in every way are found nowhere', {
  tag: '@control:planted-secrets',
}, async () => {
  const operator = operate(launched);
  const { page } = operator;
  const preview = previewOf(operator);
  const other = await listen((request, response) => {
    elsewhere.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    response.end('Hello');
  });
  const echo = await listen(echoTo(other.uri));
  const [searched, listed] = [await core.signIn('emp-1815'), await core.signIn('emp-1815')];
  for (const [name, { accessToken, refreshToken }] of Object.entries({ searched, listed })) {
    secrets.set(`the access token that was ${name}`, accessToken);
    secrets.set(`the signature of the token that was ${name}`, accessToken.split('.')[2] ?? '');
    secrets.set(`the refresh token that was ${name}`, refreshToken);
  }

  await test.step('a key is refused, redirected, and repeated by a core that fails', async () => {
    await tryConnection(operator, core.uri, wrongKey, 'bad-key');
    await tryConnection(operator, `${echo.uri}/away`, KEY, 'not-a-core');
    await expect(page.getByRole('alert')).not.toContainText(new URL(other.uri).port);
    await connectByForm(operator, { name: 'echo', address: echo.uri, key: KEY });
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await expect(page.getByText('The core answered with status 500.').first()).toBeVisible();
    await noteTitle(page);
  });

  await test.step('a key is saved and used, and tokens are searched for', async () => {
    await connectByForm(operator, { name: 'planted', address: core.uri, key: KEY });
    const card = page.getByRole('region', { name: 'Access token' });
    for (const text of [searched.accessToken, `Authorization: Bearer ${searched.accessToken}`]) {
      await operator.search(text);
      await expect(card).toBeVisible();
      await noteTitle(page);
    }
    await operator.search(searched.refreshToken);
    await expect(page.getByText(/This is a refresh token\. It stayed on this computer/)).toBeVisible();
    await noteTitle(page);
  });

  await test.step('tokens are lines of a list, whose sessions are ended and exported', async () => {
    const { accessToken, refreshToken } = listed;
    await preview.pasteList([
      accessToken,
      refreshToken,
      `Bearer ${searched.accessToken}`,
      accessToken.slice(0, -40),
    ]);
    await preview.ready();
    await noteTitle(page);
    await exportAs(page, 'Export all lines', 'CSV …', 'lines.csv');
    await launched.setFocused(false);
    await preview.end('2 sessions', reason);
    await noteTitle(page);
    await exportAs(page, 'Export these sessions', 'CSV …', 'sessions.csv');
    await exportAs(page, 'Export these sessions', 'JSON lines …', 'sessions.jsonl');
  });

  const marks = new Map([['the reason', reason]]);
  expect((await foundInFiles(marks)).length).toBeGreaterThan(0);
  expect(await foundInFiles(secrets)).toEqual([]);
  const notifications = JSON.stringify(await launched.notifications());
  await launched.close();
  echo.server.close();
  other.server.close();
  // Playwright asks for colours.
  const output = stripVTControlCharacters(launched.output());
  expect(/WORKER \d+/.test(output)).toBe(true);
  expect(elsewhere).toEqual([]);
  expect([
    ...(await foundInFiles(secrets)),
    ...foundIn('the output', Buffer.from(output), secrets),
    ...foundIn('a notification', Buffer.from(notifications), secrets),
    ...foundIn('a title', Buffer.from([...titles].join('\n')), secrets),
  ]).toEqual([]);
});
