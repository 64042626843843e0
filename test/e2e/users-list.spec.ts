import { expect, test } from '@playwright/test';
import { connectTo, consoleUnderTest } from './support/console.ts';
import { ownCoreUnderTest } from './support/own-core.ts';
import { testUsersOf } from './support/users.ts';

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

test('with too many tenants to list together, the list says so and begins with one', async () => {
  const { page } = operator;
  for (let at = 0; at < 25; at += 1)
    await core.client.put('/recipe/multitenancy/tenant/v2', { tenantId: `many-${at}` });
  await operator.goto('/settings');
  await operator.goto('/users');
  await page.getByRole('button', { name: 'Read again' }).click();
  await expect(
    page.getByText('More than 24 tenants are listed one at a time. Search finds a user in all tenants.'),
  ).toBeVisible();
  await page.getByRole('combobox', { name: 'Tenant' }).click();
  await expect(page.getByRole('option', { name: /^All tenants \(28 are too many/ })).toHaveAttribute(
    'data-combobox-disabled',
    'true',
  );
});
