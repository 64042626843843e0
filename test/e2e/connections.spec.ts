import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchConsole } from '../hosts/launch.ts';
import { chooseEnvironment, connectTo, consoleUnderTest, operate } from './support/console.ts';
import { ownCoreUnderTest } from './support/own-core.ts';

test.describe('with a secret store', () => {
  const operator = consoleUnderTest();
  const core = ownCoreUnderTest();

  async function tryAddress(address: string, key: string): Promise<void> {
    await operator.goto('/connections');
    await operator.page.getByRole('button', { name: 'Add a connection' }).click();
    const form = operator.page.getByRole('form', { name: 'New connection' });
    await form.getByRole('textbox', { name: 'Name' }).fill('trial');
    await form.getByRole('textbox', { name: 'Address' }).fill(address);
    await chooseEnvironment(operator.page, 'Staging');
    await form.getByLabel('API key', { exact: true }).fill(key);
    await form.getByRole('button', { name: 'Test connection' }).click();
  }

  test('trying a core tells its interface and saves nothing', async () => {
    await tryAddress(core.uri, core.key);
    await expect(operator.page.getByText(/CDI 5\.4/).last()).toBeVisible();
    await expect(operator.page.getByRole('list', { name: 'Connections' }).getByRole('listitem')).toHaveCount(
      1,
    );
  });

  test('a wrong key, nothing listening, and a web site are told apart, with a next step', async () => {
    const alert = operator.page.getByRole('alert');
    await tryAddress(core.uri, 'not-the-key-0123456789');
    await expect(alert).toHaveAttribute('data-code', 'bad-key');
    await tryAddress('http://127.0.0.1:9', core.key);
    await expect(alert).toHaveAttribute('data-code', 'unreachable');
    const site = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<h1>Welcome</h1>'),
    );
    await once(site.listen(0, '127.0.0.1'), 'listening');
    await tryAddress(`http://127.0.0.1:${(site.address() as AddressInfo).port}`, core.key);
    await expect(alert).toHaveAttribute('data-code', 'not-a-core');
    site.close();
    await expect(operator.page.getByLabel('API key', { exact: true })).toHaveValue(core.key);
  });

  test('a new connection has no environment until one is chosen, and wrong fields say what they need', async () => {
    const { page } = operator;
    await operator.goto('/connections');
    await page.getByRole('button', { name: 'Add a connection' }).click();
    const form = page.getByRole('form', { name: 'New connection' });
    await expect(form.getByRole('combobox', { name: 'Environment' })).toHaveValue('');
    await form.getByRole('textbox', { name: 'Name' }).fill('half');
    await form.getByRole('textbox', { name: 'Address' }).fill('core.example:3567');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form.getByRole('combobox', { name: 'Environment' })).toHaveAccessibleDescription(
      'Choose the environment of this core.',
    );
    await expect(form.getByRole('textbox', { name: 'Address' })).toHaveAccessibleDescription(
      /must begin with http:\/\/ or https:\/\//,
    );
    await form.getByRole('button', { name: 'Cancel' }).click();
    await expect(form).toBeHidden();
    await expect(page.getByRole('list', { name: 'Connections' })).not.toContainText('half');
  });

  test('a removed connection leaves its reports, and the question says so', async () => {
    const { page } = operator;
    await connectTo(operator, { name: 'to remove', address: core.uri, key: core.key });
    await operator.goto('/users/emp-1815');
    const row = operator
      .grid(/^Sessions of/)
      .locator('tbody')
      .getByRole('row')
      .first();
    await row.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'End 1 selected session …' }).click();
    await operator.confirm('End 1 session');
    await operator.dialog.getByRole('button', { name: 'Close' }).click();

    await operator.goto('/connections');
    const form = page.getByRole('form', { name: 'to remove' });
    await form.getByRole('button', { name: 'Remove' }).click();
    await expect(operator.dialog).toContainText('The report of its past revocation stays on this computer');
    await operator.dialog.getByRole('button', { name: 'Remove to remove' }).click();
    await expect(page.getByRole('list', { name: 'Connections' })).not.toContainText('to remove');
    await operator.goto('/revocations');
    await page.getByRole('combobox', { name: 'Connection' }).click();
    await page.getByRole('option', { name: 'On removed connections' }).click();
    await expect(operator.grid('Past revocations').locator('tbody').getByRole('row').first()).toContainText(
      'spec',
    );
  });

  test('the key is never shown again, in no field, address, title or storage', async () => {
    await connectTo(operator, { name: 'secret', address: core.uri, key: core.key });
    await operator.goto('/connections');
    const html = await operator.page.content();
    expect(html).not.toContain(core.key);
    const stored = await operator.page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.title]),
    );
    expect(stored).not.toContain(core.key);
  });

  test('production is seen on every screen', async () => {
    await connectTo(operator, {
      name: 'acme-prod',
      address: core.uri,
      key: core.key,
      environment: 'Production',
    });
    for (const path of ['/', '/users', '/revocations', '/settings']) {
      await operator.goto(path);
      await expect(operator.topBar).toContainText('acme-prod');
      await expect(operator.topBar).toContainText(/production/i);
    }
  });
});

test.describe('an address that leads to another core', () => {
  const operator = consoleUnderTest();
  const first = ownCoreUnderTest();
  const other = ownCoreUnderTest();

  test('shows the users of the new core, and none of the one before', async () => {
    await first.client.post('/recipe/signup', { email: 'only@first.example', password: 's3cret-enough' });
    await other.client.post('/recipe/signup', { email: 'only@other.example', password: 's3cret-enough' });
    const { page } = operator;
    await connectTo(operator, { name: 'moving', address: first.uri, key: first.key });
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await expect(operator.grid('Users').getByText('only@first.example').first()).toBeVisible();

    await page.getByRole('link', { name: 'Connections', exact: true }).click();
    const form = page.getByRole('form', { name: 'moving' });
    await form.getByRole('textbox', { name: 'Address' }).fill(other.uri);
    await form.getByLabel('API key', { exact: true }).fill(other.key);
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form.getByText('Saved', { exact: true })).toBeVisible();

    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await expect(operator.grid('Users').getByText('only@other.example').first()).toBeVisible();
    await expect(page.getByText('only@first.example')).toHaveCount(0);
  });
});

test.describe('without a secret store', () => {
  const operator = consoleUnderTest({ safeStorage: 'unavailable' });
  const core = ownCoreUnderTest();

  test('the key is kept for this run only, and the form says so', async () => {
    await connectTo(operator, { name: 'this run', address: core.uri, key: core.key });
    await expect(operator.page.getByText('300 users in 3 tenants')).toBeVisible();
    await operator.goto('/connections');
    await operator.page.getByRole('button', { name: 'Add a connection' }).click();
    await expect(operator.page.getByText(/The key is forgotten when Curfew ends/)).toBeVisible();
  });
});

test.describe('after a restart', () => {
  const core = ownCoreUnderTest();

  test('the connection that was used last is open again, with the key from the secret store; a damaged file is told', async () => {
    const userData = await mkdtemp(join(tmpdir(), 'curfew-restart-'));
    const first = await launchConsole({ userData });
    await connectTo(operate(first), { name: 'kept', address: core.uri, key: core.key });
    await first.close();
    const files = await readdir(userData, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      expect(await readFile(join(file.parentPath, file.name), 'utf8'), file.name).not.toContain(core.key);
    }

    const second = await launchConsole({ userData });
    const { page, topBar } = operate(second);
    await expect(topBar).toContainText('kept');
    await expect(page.getByText('300 users in 3 tenants')).toBeVisible();
    await second.close();

    await writeFile(join(userData, 'connections.json'), '{ "half": ');
    const third = await launchConsole({ userData });
    const notice = third.page.getByRole('alert');
    await expect(notice).toContainText('Saved connections or settings are missing.');
    await expect(notice).toContainText(/connections\S*damaged/);
    await expect(operate(third).topBar).toContainText('Sandbox');
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    await expect(notice).toBeHidden();
    await third.close();
    await rm(userData, { recursive: true, force: true });
  });
});
