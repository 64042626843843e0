import { expect, test } from '@playwright/test';
import { signUp } from '../../contract/client.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { testUsersOf } from '../support/users.ts';

const operator = consoleUnderTest();
const core = ownCoreUnderTest();
const { alive, newUser } = testUsersOf(core);

test.beforeAll(async () => {
  await connectTo(operator, { name: 'own core', address: core.uri, key: core.key });
});

function rowOf(name: string) {
  return operator.grid('Users').locator('tbody').getByRole('row').filter({ hasText: name });
}

test('the list of users says how many sessions each of them has', async () => {
  const { email } = await newUser('three', 3);
  await operator.goto('/users');
  await expect(rowOf(email).getByRole('gridcell', { name: '3', exact: true })).toBeVisible();
});

test('selected users are ended together, after a preview', async () => {
  const { page } = operator;
  const first = await newUser('first', 2, ['public', 'acme']);
  const second = await newUser('second', 1);
  const other = await newUser('other', 1);
  await operator.goto('/users');
  await rowOf(first.email).getByRole('checkbox').check();
  await expect(page.getByRole('button', { name: 'End sessions of 1 user …' })).toBeVisible();
  await rowOf(second.email).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'End sessions of 2 users …' }).click();
  await page.getByRole('button', { name: /^End 5 sessions/ }).click();
  await operator.begin('End 5 sessions');
  await expect(page.getByRole('main')).toContainText('5 of 5 sessions ended');
  expect(await alive(first.id, second.id)).toEqual([]);
  expect(await alive(other.id)).toHaveLength(1);
});

test('users in no tenant are counted, and the list says that it does not have them', async () => {
  const { page } = operator;
  await core.client.put('/recipe/multitenancy/tenant/v2', { tenantId: 'closing' });
  const email = 'in-no-tenant@users.example';
  await signUp(core.client, email, '/closing');
  await core.client.post('/recipe/multitenancy/tenant/remove', { tenantId: 'closing' });
  await operator.goto('/users');
  const status = page.getByRole('status').filter({ hasText: 'users in all' });
  await expect(status).toBeVisible();
  const rows = operator.grid('Users').locator('tbody').getByRole('row');
  // To the end of the list: it is read on while it is scrolled.
  await rows.first().focus();
  await expect(async () => {
    await page.keyboard.press('End');
    await expect(status).toContainText('1 user is not listed: in no tenant', { timeout: 500 });
  }).toPass();
  await expect(rowOf(email)).toHaveCount(0);
});

test('the users of all 152 tenants are in one list, newest first', async () => {
  const { page } = operator;
  const known = (await core.client.get('/recipe/multitenancy/tenant/list/v2', {})).body.tenants as unknown[];
  for (let at = known.length; at < 152; at += 1)
    await core.client.put('/recipe/multitenancy/tenant/v2', { tenantId: `many-${at}` });
  const { email } = await newUser('newest', 1);
  await operator.goto('/settings');
  await operator.goto('/users');
  await page.getByRole('button', { name: 'Read again' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'in all, 152 tenants' })).toBeVisible();
  await expect(rowOf(email)).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Tenant' })).toHaveValue('All tenants');
});
