/// <reference lib="dom" />
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { verifyFile } from '../../../scripts/curfew-verify.mjs';
import { findChromium } from '../../hosts/chromium/browser/find-chromium.ts';
import { readZip } from '../../unit/audit/support/evidence-bundle.ts';
import { expectNoViolations, violationsOf } from '../support/axe.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { testUsersOf } from '../support/users.ts';

// Later specs open the bundle that the first one saved.
test.describe.configure({ mode: 'serial' });

const core = ownCoreUnderTest();
const { alive, newUser } = testUsersOf(core);

/** In payloads, under a name and in a text. */
const secret = 'planted-5d1f0c7e';
const hostile = '<img src="http://203.0.113.1/" onerror="document.title=1">\u202e';

const operator = consoleUnderTest();
let folder: string;
let browser: Browser;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-evidence-'));
  await connectTo(operator, { name: 'evidence', address: core.uri, key: core.key });
  const executablePath = findChromium();
  browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] });
});
test.afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/** The page of a bundle as an auditor opens it; what it asks for and says is noted. */
async function openPage(html: string, colorScheme: 'light' | 'dark') {
  const file = join(folder, 'index.html');
  await writeFile(file, html);
  const context = await browser.newContext({ colorScheme });
  const page: Page = await context.newPage();
  const address = pathToFileURL(file).href;
  const problems: string[] = [];
  page.on('request', (request) => request.url() !== address && problems.push(request.url()));
  page.on('console', (message) => problems.push(message.text()));
  page.on('dialog', (dialog) => problems.push(dialog.message()));
  await page.goto(address);
  return { page, problems };
}

test('a user’s sessions are ended with reason and ticket, and an auditor checks the evidence without the console', async () => {
  const { page, dialog, launched } = operator;
  const user = await newUser('evidence', 3);
  await core.client.post('/recipe/session', {
    userId: user.id,
    enableAntiCsrf: false,
    userDataInJWT: { role: 'admin', apiKey: secret },
    userDataInDatabase: { userAgent: hostile, note: `Bearer ${secret}` },
    useDynamicSigningKey: true,
  });
  await operator.goto('/settings');
  const required = page.getByRole('switch', { name: 'Required' });
  await required.click();
  await expect(required).toBeChecked();
  await operator.goto(`/users/${user.id}`);
  await page.getByRole('button', { name: 'End 4 sessions …', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(`Stolen laptop ${hostile}`);
  await dialog.getByRole('textbox', { name: 'Ticket' }).fill('INC-2214');
  await operator.confirm('End 4 sessions');
  await dialog.getByRole('link', { name: 'Open the report' }).click();
  await expect(dialog).toBeHidden();
  expect(await alive(user.id)).toEqual([]);

  const bundle = join(folder, 'evidence.zip');
  await launched.saveNextTo(bundle);
  await page.getByRole('button', { name: 'Evidence bundle …' }).click();
  await expect(page.getByRole('main').getByText(/^Saved the evidence to .*evidence\.zip/)).toBeVisible();
  await expectNoViolations(operator);
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);

  const files = await readZip(bundle);
  expect(await verifyFile(bundle)).toMatchObject({ problem: null, valid: true, bundle: { files: 9 } });
  const report = JSON.parse(files.get('report.json') ?? '');
  expect(report).toMatchObject({ ticket: 'INC-2214', targets: 4, outcome: 'complete' });
  const before = (files.get('sessions-before.jsonl') ?? '').trimEnd().split('\n');
  expect(before.map((line) => JSON.parse(line).read)).toEqual(['yes', 'yes', 'yes', 'yes']);
  for (const [name, text] of files) expect(text, name).not.toContain(secret);

  const changed = await readFile(bundle);
  const at = changed.indexOf('targets.csv') + 60;
  changed[at] = (changed[at] ?? 0) ^ 1;
  await writeFile(join(folder, 'changed.zip'), changed);
  expect(await verifyFile(join(folder, 'changed.zip'))).toMatchObject({
    valid: false,
    problem: { path: 'targets.csv' },
  });
});

test('the result of a revocation has the text for a ticket and the evidence, without its report being opened', async () => {
  const { page, dialog, launched } = operator;
  const user = await newUser('result', 2);
  await operator.goto(`/users/${user.id}`);
  await page.getByRole('button', { name: 'End 2 sessions …', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Ticket' }).fill('INC-2215');
  await operator.confirm('End 2 sessions');

  const close = dialog.getByRole('button', { name: 'Close' });
  const before = await close.boundingBox();
  await dialog.getByRole('button', { name: 'Copy for ticket' }).click();
  await dialog.getByRole('menuitem', { name: 'Text', exact: true }).click();
  await expect.poll(() => launched.clipboardText()).toContain('2 of 2 sessions');
  await dialog.getByRole('button', { name: 'Copy for ticket' }).click();
  // Before the menu has the focus, Escape is meant for the dialog.
  const hasFocus = (menu: HTMLElement) => menu.contains(document.activeElement);
  await expect.poll(() => dialog.getByRole('menu').evaluate(hasFocus)).toBe(true);
  await page.keyboard.press('Escape');
  await expect(dialog.getByRole('menuitem').first()).toBeHidden();
  await expect(close).toBeVisible();
  expect(await close.boundingBox()).toEqual(before);

  const bundle = join(folder, 'result.zip');
  await launched.saveNextTo(bundle);
  await dialog.getByRole('button', { name: 'Evidence bundle …' }).click();
  await expect(dialog.getByText(/^Saved the evidence to .*result\.zip/)).toBeVisible();
  expect(await verifyFile(bundle)).toMatchObject({ problem: null, valid: true });
  await expectNoViolations(operator);
  await close.click();
  await expect(dialog).toBeHidden();
});

test('the evidence of a revocation is written to its end when the result is closed in the meantime', async () => {
  const { page, dialog, launched } = operator;
  const user = await newUser('closed-early', 1_500);
  await operator.goto(`/users/${user.id}`);
  await page.getByRole('button', { name: 'End 1,500 sessions …', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Ticket' }).fill('INC-2216');
  await operator.confirm('End 1,500 sessions');
  const bundle = join(folder, 'closed.zip');
  await launched.saveNextTo(bundle);
  await dialog.getByRole('button', { name: 'Evidence bundle …' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
  await expect(async () => {
    expect(await verifyFile(bundle)).toMatchObject({ problem: null, valid: true });
  }).toPass();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the page of the bundle opens without a network, a script or a violation, in ${colorScheme} colours`, async () => {
    const files = await readZip(join(folder, 'evidence.zip'));
    const { page, problems } = await openPage(files.get('index.html') ?? '', colorScheme);
    await expect(page.getByRole('heading', { name: 'Evidence of a revocation' })).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: 'run.started' })).toContainText('INC-2214');
    await expect(page.getByRole('table').first()).toContainText('\\u{202e}');
    expect(await page.locator('script, img, iframe, link, object').count()).toBe(0);
    // Of the test, not of the page: it may look at the page, the page itself runs nothing.
    expect(await violationsOf(page, 'all')).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
}
