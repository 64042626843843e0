import { expect, test } from '@playwright/test';
import { type FaultProxy, startFaultProxy } from '../../faults/fault-proxy.ts';
import { expectNoViolations } from '../support/axe.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';

/** `heading`: of a view whose name stands in the navigation of every other one, too. */
type View = { readonly name: string; readonly path: string } & (
  | { readonly ready: string | RegExp }
  | { readonly heading: string }
);

const views: readonly View[] = [
  { name: 'search with all users', path: '/', ready: '300 users in all, 3 tenants' },
  { name: 'search results', path: '/?q=ada%40alpha.example', ready: /1 user found/ },
  { name: 'nothing found', path: '/?q=nobody%40nowhere.example', ready: 'No user or session matches.' },
  { name: 'users', path: '/users', ready: '300 users in all, 3 tenants' },
  { name: 'a user', path: '/users/emp-1815', ready: 'Login methods' },
  { name: 'an id that is no user', path: '/users/service-nightly-export', ready: /service-nightly-export/ },
  { name: 'a session that is not there', path: '/sessions/nothing', ready: 'This session is not active.' },
  { name: 'revocations', path: '/revocations', heading: 'Revocations' },
  { name: 'the audit log', path: '/audit', heading: 'Audit log' },
  { name: 'connections', path: '/connections', heading: 'Connections' },
  { name: 'settings', path: '/settings', heading: 'Settings' },
];

const core = ownCoreUnderTest();

const operator = consoleUnderTest();

for (const view of views) {
  test(`axe finds nothing on ${view.name}, in both themes`, async () => {
    await operator.goto(view.path);
    const { page } = operator;
    await expect(
      'heading' in view
        ? page.getByRole('heading', { name: view.heading, exact: true })
        : page.getByText(view.ready).first(),
    ).toBeVisible();
    await expectNoViolations(operator);
  });
}

test('axe finds nothing on a session, the question, the answer, and its report, in both themes', async () => {
  await operator.goto('/users/emp-1815');
  const first = operator
    .grid(/^Sessions of/)
    .locator('tbody')
    .getByRole('row')
    .first();
  await first.getByRole('link', { name: /^Open session/ }).click();
  const end = operator.page.getByRole('button', { name: /^End this session/ });
  await expect(end).toBeEnabled();
  await expectNoViolations(operator);
  await end.click();
  await expect(operator.dialog.getByRole('button', { name: 'End 1 session' })).toBeVisible();
  await expectNoViolations(operator);
  await operator.confirm('End 1 session');
  await expectNoViolations(operator);
  await operator.dialog.getByRole('link', { name: 'Open the report' }).click();
  await expect(operator.grid(/targets|sessions/i)).toBeVisible();
  await expectNoViolations(operator);
});

test('axe finds nothing on the palette, in both themes', async () => {
  await operator.goto('/users');
  await expect(operator.page.getByRole('grid', { name: 'Users' })).toBeVisible();
  await operator.page.keyboard.press('ControlOrMeta+k');
  await expect(operator.page.getByLabel('Search or command').last()).toBeFocused();
  await expectNoViolations(operator);
  await operator.page.keyboard.press('Escape');
});

test('axe finds nothing on a connection form with wrong fields, in both themes', async () => {
  await operator.goto('/connections');
  await operator.page.getByRole('button', { name: 'Add a connection' }).click();
  await operator.page.getByRole('button', { name: 'Save' }).click();
  await expect(operator.page.getByText('Enter a name of 1 to 60 characters.')).toBeVisible();
  await expectNoViolations(operator);
});

test.describe('with a production core', () => {
  let proxy: FaultProxy;

  test.beforeAll(async () => {
    proxy = await startFaultProxy(core.uri);
    await connectTo(operator, {
      name: 'prod',
      address: proxy.uri,
      key: core.key,
      environment: 'Production',
    });
  });
  test.afterAll(async () => {
    await proxy.close();
  });

  test('axe finds nothing on the question that wants the number typed, in both themes', async () => {
    await operator.goto('/users/emp-1815');
    await operator.page.getByRole('button', { name: /^End \d+ sessions …$/ }).click();
    await expect(operator.dialog.getByRole('textbox', { name: /^Type \d+ to confirm$/ })).toBeVisible();
    await expectNoViolations(operator);
    await operator.dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  test('axe finds nothing on a failure, in both themes', async () => {
    proxy.decide(() => 'status-500');
    await operator.search('ada@alpha.example');
    await expect(operator.page.getByRole('alert').first()).toHaveAttribute('data-code', 'core-error');
    await expectNoViolations(operator);
  });
});
