import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { expectNoViolations } from '../support/axe.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { type TestUser, testUsersOf } from '../support/users.ts';

const operator = consoleUnderTest();
const core = ownCoreUnderTest();
const { alive, newUser } = testUsersOf(core);
let folder: string;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-oauth-'));
  await connectTo(operator, { name: 'provider', address: core.uri, key: core.key });
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** A user with sessions on which OAuth2 clients have tokens. */
async function userWithTokens(name: string, sessions: number): Promise<TestUser> {
  const user = await newUser(name, sessions);
  for (const handle of user.handles) core.sandbox.store.oauthTokens.issue(handle);
  return user;
}

function withTokens({ handles }: TestUser): readonly string[] {
  return handles.filter((handle) => core.sandbox.store.oauthTokens.has(handle));
}

async function ask({ email }: TestUser): Promise<void> {
  await operator.search(email);
  await operator.page.getByRole('button', { name: `End sessions: ${email}` }).click();
  await expect(operator.dialog.getByRole('textbox', { name: 'Reason' })).toBeVisible();
}

async function chooseForConnection(choice: string): Promise<void> {
  const { page } = operator;
  await operator.goto('/connections');
  await page
    .getByRole('list', { name: 'Connections' })
    .getByRole('listitem')
    .filter({ hasText: 'provider' })
    .click();
  await page.getByRole('combobox', { name: 'Tokens of OAuth2 clients' }).click();
  await page.getByRole('option', { name: choice }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('main').getByText('Saved', { exact: true })).toBeVisible();
}

test('the first question asks about OAuth2 tokens, the answer is kept, and the report can complete what was left out', async () => {
  const { dialog, page } = operator;
  const main = page.getByRole('main');
  const first = await userWithTokens('tokens-stay', 2);
  await ask(first);
  const choice = dialog.getByRole('checkbox', { name: 'End the tokens of OAuth2 clients' });
  await expect(choice).toBeChecked();
  await expect(dialog).toContainText('The core does not tell whether the app has OAuth2 clients');
  await expectNoViolations(operator);
  await choice.uncheck();
  await operator.confirm('End 2 sessions');
  await expect(dialog).toContainText('2 of 2 sessions ended');
  await expect(dialog).toContainText('OAuth2 tokens were not ended.');
  expect([await alive(first.id), withTokens(first)]).toEqual([[], first.handles]);

  await dialog.getByRole('link', { name: 'Open the report' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'End OAuth2 tokens of 2 sessions' }).click();
  await expect(dialog).toContainText('The sessions are gone.');
  await dialog.getByRole('button', { name: 'End OAuth2 tokens of 2 sessions' }).click();
  await expect(main).toContainText('OAuth2 tokens ended for 2 sessions, unknown for 0.');
  await expect(page.getByRole('button', { name: /^End OAuth2 tokens/ })).toBeHidden();
  expect(withTokens(first)).toEqual([]);

  const second = await userWithTokens('tokens-stay-again', 1);
  await ask(second);
  await expect(dialog).toContainText(
    'Tokens of OAuth2 clients on these sessions stay. The connection is set so.',
  );
  await expect(choice).toBeHidden();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
});

test('set to end them, the question, the session, the result, the report and its export say so', async () => {
  const { dialog, launched, page } = operator;
  const main = page.getByRole('main');
  await chooseForConnection('End them with the session');
  const user = await userWithTokens('tokens-end', 3);
  await operator.goto(`/sessions/${user.handles[0]}`);
  await expect(main).toContainText('ended with the session');

  await ask(user);
  await expect(dialog).toContainText('Tokens of OAuth2 clients on these sessions are ended too.');
  await operator.confirm('End 3 sessions');
  await expect(dialog).toContainText('OAuth2 tokens ended for 3 sessions, unknown for 0.');
  expect([await alive(user.id), withTokens(user)]).toEqual([[], []]);
  await dialog.getByRole('link', { name: 'Open the report' }).click();
  await expect(dialog).toBeHidden();
  await expect(main).toContainText('OAuth2 tokens ended for 3 sessions, unknown for 0.');
  await expectNoViolations(operator);

  const file = join(folder, 'ended.csv');
  await launched.saveNextTo(file);
  await page.getByRole('button', { name: 'Export these sessions' }).click();
  await page.getByRole('menuitem', { name: 'CSV …' }).click();
  await expect(main.getByText(/^Saved .* to .*ended\.csv$/)).toBeVisible();
  const [header = '', ...rows] = (await readFile(file, 'utf8')).trimEnd().split('\r\n');
  const at = header.split(',').indexOf('oauth_tokens');
  expect(at).toBeGreaterThan(0);
  expect(rows).toHaveLength(3);
  expect(JSON.parse(await readFile(join(folder, 'ended.head.json'), 'utf8'))).toMatchObject({
    oauth_tokens: { ordered: true, ended: 3, unknown: 0, not_asked: 0 },
  });
});
