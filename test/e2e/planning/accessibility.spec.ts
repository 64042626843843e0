import { expect, test } from '@playwright/test';
import { signUp } from '../../contract/client.ts';
import { expectNoViolations } from '../support/axe.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { type Preview, previewOf } from '../support/planning.ts';

const core = ownCoreUnderTest();

test.beforeAll(async () => {
  for (const tenant of ['', '/acme']) {
    const userId = await signUp(core.client, 'twin@axe.example', tenant);
    core.sandbox.seedSessions({ userId, count: 1, tenantId: tenant === '' ? 'public' : 'acme' });
  }
});

const operator = consoleUnderTest();
let preview: Preview;

test.beforeAll(async () => {
  await connectTo(operator, { name: 'own core', address: core.uri, key: core.key });
  preview = previewOf(operator);
});

test('axe finds nothing on the form of a list, empty and with columns, in both themes', async () => {
  await operator.goto('/revocations/new/list');
  await expect(operator.page.getByRole('textbox', { name: 'List' })).toBeVisible();
  await expectNoViolations(operator);
  await preview.chooseFile(
    'people.csv',
    'name,email,session\nAda,ada@alpha.example,x\nBo,bo@alpha.example,y\n',
  );
  await expect(operator.page.getByText('Column to look up')).toBeVisible();
  await expectNoViolations(operator);
});

test('axe finds nothing on a preview of a list, the choice of users, and the question about giving it up, in both themes', async () => {
  const { page, dialog } = operator;
  await preview.pasteList([
    ...['ada@alpha.example', 'ADA@alpha.example', 'nobody@axe.example', 'two\tcolumns', 'twin@axe.example'],
  ]);
  await preview.ready();
  await preview.line(1).getByRole('checkbox').uncheck();
  await expect(preview.numbers).toContainText('23 excluded');
  await expectNoViolations(operator);
  await page.getByRole('button', { name: 'Choose the users of line 5' }).click();
  await expect(dialog.getByRole('button', { name: 'Choose no user' })).toBeVisible();
  await expectNoViolations(operator);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(dialog.getByRole('button', { name: 'Go back' })).toBeFocused();
  await expectNoViolations(operator);
  await dialog.getByRole('button', { name: 'Go back' }).click();
  await expect(dialog).toBeHidden();
});

test('axe finds nothing on the form of a rule with a group and what is missing, and its preview, in both themes', async () => {
  const { page } = operator;
  await operator.goto('/revocations/new/rule');
  await page.getByRole('button', { name: 'Add a group to the rule' }).click();
  await page.getByRole('button', { name: 'Find the sessions' }).click();
  await expect(page.getByText('Enter an address or a network.')).toHaveCount(2);
  await expectNoViolations(operator);
  await page.getByText('Everyone in these tenants').click();
  await expectNoViolations(operator);
  await page.getByText('Everyone', { exact: true }).click();
  await page.getByRole('button', { name: 'Find the sessions' }).click();
  await preview.ready();
  await expect(preview.sessions.locator('tbody').getByRole('row').first()).not.toHaveAttribute('aria-busy');
  await expectNoViolations(operator);
});
