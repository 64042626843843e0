/// <reference lib="dom" />
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { connectTo, operate } from '../e2e/support/console.ts';
import { ownCoreUnderTest } from '../e2e/support/own-core.ts';
import { isEnding, slowCoreUnderTest } from '../e2e/support/slow-core.ts';
import { testUsersOf } from '../e2e/support/users.ts';
import { chooseHost, launchConsole } from '../hosts/launch-console.ts';
import type { LaunchedConsole } from '../hosts/shared/launched-console.ts';

test.describe('a page that is lost', () => {
  test.skip(
    chooseHost() === 'electron',
    'Playwright cannot follow a page of Electron over the end of its process.',
  );
  const core = ownCoreUnderTest();
  const slow = slowCoreUnderTest(core, 0);
  const { alive, newUser } = testUsersOf(core);
  let launched: LaunchedConsole;
  let page: Page;

  test.beforeAll(async () => {
    launched = await launchConsole();
    page = launched.page;
    await connectTo(operate(launched), { name: 'lost', address: slow.uri, key: core.key });
  });
  test.afterAll(() => launched.close());

  async function crash(): Promise<void> {
    const session = await page.context().newCDPSession(page);
    await session.send('Page.crash').catch(() => undefined);
  }

  test('by a crash is there again and says why, and the revocation it had begun went on', {
    tag: '@control:page-restored',
  }, async () => {
    const operator = operate(launched);
    const { id } = await newUser('crash', 3);
    slow.decide((request) => (isEnding(request) ? 'status-429' : 'none'));
    await operator.goto(`/users/${id}`);
    await operator.page.getByRole('button', { name: 'End 3 sessions …', exact: true }).click();
    await operator.begin('End 3 sessions');
    await expect.poll(() => slow.met.get('status-429') ?? 0).toBeGreaterThan(0);
    page = await launched.pageAfter(crash);
    await expect(page.getByRole('alert').filter({ hasText: 'The window of Curfew stopped' })).toBeVisible();
    slow.decide();
    await expect.poll(() => alive(id)).toEqual([]);
    await page.getByRole('link', { name: 'Revocations', exact: true }).click();
    await expect(page.getByRole('grid', { name: 'Past revocations' })).toContainText('3 of 3');
  });

  test('because it hangs is there again and says why', { tag: '@control:page-restored' }, async () => {
    void page.evaluate('for (;;);').catch(() => undefined);
    page = await launched.pageAfter(() => launched.watchUntilHung());
    await expect(page.getByRole('alert').filter({ hasText: 'did not respond' })).toBeVisible();
  });
});

test.describe('an error of main that nobody caught', () => {
  const secret = 'sTk0-4f9a8b7c6d5e4f3a2b1c';
  let userData: string;
  let launched: LaunchedConsole;

  test.beforeAll(async () => {
    userData = await mkdtemp(join(tmpdir(), 'curfew-unforeseen-'));
    launched = await launchConsole({ userData });
  });
  test.afterAll(async () => {
    await launched.close();
    await rm(userData, { recursive: true, force: true });
  });

  async function logs(): Promise<string> {
    const folder = join(userData, 'logs');
    const names = await readdir(folder);
    return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('');
  }

  test('in a promise is reported on this computer without its text, and the console goes on', {
    tag: '@control:redacted-logs',
  }, async () => {
    await launched.answerQuestions('yes');
    await launched.rejectInMain(`the key ${secret} of ada@alpha.example`);
    await expect.poll(() => launched.openedOutside()).toEqual([join(userData, 'logs')]);
    await launched.answerQuestions('no');
    const text = await logs();
    expect(text).toContain('rejection');
    expect(text).not.toMatch(/sTk0|ada@/);
    expect(await launched.page.evaluate(() => document.title)).toMatch(/Curfew/);
  });

  test('anywhere else is reported the same way, and the console ends in good order', {
    tag: '@control:redacted-logs',
  }, async () => {
    await launched.throwInMain(`the key ${secret} of ada@alpha.example`);
    expect(await launched.ended).toBe(0);
    const text = await logs();
    expect(text).toContain('exception');
    expect(text).not.toMatch(/sTk0|ada@/);
  });
});
