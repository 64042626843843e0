import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { chooseHost, launchConsole } from '../../hosts/launch-console.ts';
import { callMain } from '../support/call-main.ts';
import {
  chooseEnvironment,
  confirming,
  connectByForm,
  connectTo,
  consoleUnderTest,
  operate,
  showUser,
} from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { previewOf } from '../support/planning.ts';

test.describe('with a secret store', () => {
  const operator = consoleUnderTest();
  const core = ownCoreUnderTest();
  const other = ownCoreUnderTest();

  async function tryAddress(address: string, key: string): Promise<void> {
    await operator.goto('/connections');
    await operator.page.getByRole('button', { name: 'Add a connection' }).click();
    const form = operator.page.getByRole('form', { name: 'New connection' });
    await form.getByRole('textbox', { name: 'Name' }).fill('trial');
    await form.getByRole('textbox', { name: 'Address' }).fill(address);
    await chooseEnvironment(operator.page, 'Staging');
    await form.getByLabel('API key', { exact: true }).fill(key);
    await operator.launched.answerQuestions('yes');
    await form.getByRole('button', { name: 'Test connection' }).click();
  }

  test.afterEach(() => operator.launched.answerQuestions('no'));

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

  test('lifting read-only takes a yes in a native dialog that names it, and a no leaves the form as typed', {
    tag: '@control:native-question',
  }, async () => {
    const { page, launched } = operator;
    await connectTo(operator, { name: 'careful', address: core.uri, key: core.key, readOnly: true });
    await operator.goto('/connections');
    const form = page.getByRole('form', { name: 'careful' });
    const readOnly = form.getByRole('checkbox', { name: /^Read-only/ });
    await readOnly.uncheck();
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('alert')).toContainText('was not answered with yes');
    await expect(readOnly).not.toBeChecked();
    const question = (await launched.questions()).at(-1);
    expect(question?.message).toContain('careful');
    expect(question?.detail).toContain('Read-only is lifted');
    expect(question?.detail).toContain(core.uri);
    const saved = form.getByText('Saved', { exact: true });
    await confirming(operator, () => form.getByRole('button', { name: 'Save' }).click(), saved);
    await expect(readOnly).not.toBeChecked();
  });

  test('a removed connection leaves its reports, and the question says so', async () => {
    const { page } = operator;
    const connectionId = await connectTo(operator, { name: 'to remove', address: core.uri, key: core.key });
    const preview = previewOf(operator);
    await preview.pasteList(['ada@alpha.example']);
    await preview.ready();
    await showUser(operator, 'emp-1815');
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
    await expect(operator.dialog).toContainText('Its preview of a list or a rule is discarded.');
    await operator.dialog.getByRole('button', { name: 'Remove to remove' }).click();
    await expect(page.getByRole('list', { name: 'Connections' })).not.toContainText('to remove');
    expect(await callMain(page, 'planning.drafts', { connectionId })).toMatchObject({ ok: true, value: [] });
    await operator.goto('/audit');
    await expect(page.getByRole('grid').getByText('Draft discarded')).toBeVisible();
    await operator.goto('/revocations');
    await page.getByRole('combobox', { name: 'Connection' }).click();
    await page.getByRole('option', { name: 'On removed connections' }).click();
    await expect(operator.grid('Past revocations').locator('tbody').getByRole('row').first()).toContainText(
      'spec',
    );
  });

  test('the key is never shown again, in no field, address, title or storage', {
    tag: '@control:keys-stay-in-main',
  }, async () => {
    await connectByForm(operator, { name: 'secret', address: core.uri, key: core.key });
    await operator.goto('/connections');
    await expect(operator.page.getByRole('form', { name: 'secret' })).toBeVisible();
    const html = await operator.page.content();
    expect(html).not.toContain(core.key);
    const stored = await operator.page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.title]),
    );
    expect(stored).not.toContain(core.key);
  });

  test('a certificate authority is pasted or chosen, shown with its expiry, saved, and removed', async () => {
    const { page } = operator;
    const certificate = (name: string) => join(import.meta.dirname, '../../fixtures/tls', name);
    await connectTo(operator, { name: 'own CA', address: core.uri, key: core.key });
    await operator.goto('/connections');
    const form = page.getByRole('form', { name: 'own CA' });
    const authorities = form.getByRole('list', { name: 'Certificate authorities of this connection' });

    await form.getByRole('button', { name: 'Add a certificate authority' }).click();
    await form.locator('input[type=file]').setInputFiles(certificate('server.key'));
    await expect(form.getByRole('textbox', { name: 'Certificates (PEM)' })).toHaveValue(/PRIVATE KEY/);
    await form.getByRole('button', { name: 'Add these certificates' }).click();
    await expect(form.getByRole('alert')).toContainText('The text contains a private key.');
    const pem = await readFile(certificate('authority.pem'), 'utf8');
    await form.getByRole('textbox', { name: 'Certificates (PEM)' }).fill(pem);
    await form.getByRole('button', { name: 'Add these certificates' }).click();
    await expect(authorities).toContainText(/CN=Test authority.*expires 21(25|24)-/);
    const saved = form.getByText('Saved', { exact: true });
    await confirming(operator, () => form.getByRole('button', { name: 'Save' }).click(), saved);
    expect((await operator.launched.questions()).at(-1)?.detail).toContain('CN=Test authority');
    const item = page
      .getByRole('list', { name: 'Connections' })
      .getByRole('listitem')
      .filter({ hasText: 'own CA' });
    await expect(item).toContainText('1 certificate authority of its own');

    await authorities.getByRole('button', { name: /^Remove CN=Test authority/ }).click();
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(item).not.toContainText('authority');
  });

  test('an address without encryption has to be acknowledged, and is refused for production', async () => {
    const { page } = operator;
    await operator.goto('/connections');
    await page.getByRole('button', { name: 'Add a connection' }).click();
    const form = page.getByRole('form', { name: 'New connection' });
    await form.getByRole('textbox', { name: 'Name' }).fill('plain');
    const address = form.getByRole('textbox', { name: 'Address' });
    await address.fill('http://192.0.2.7:3567');
    await chooseEnvironment(page, 'Staging');
    const acknowledge = form.getByRole('checkbox', { name: /^Use 192\.0\.2\.7:3567 without encryption/ });
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form.getByText('Confirm it, or use an address that begins with https://')).toBeVisible();
    await expect(acknowledge).toBeFocused();
    await acknowledge.check();
    await address.fill('http://192.0.2.8:3567');
    await expect(form.getByRole('checkbox', { name: /^Use 192\.0\.2\.8:3567/ })).not.toBeChecked();
    await chooseEnvironment(page, 'Production');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(address).toHaveAccessibleDescription(/A production core needs encryption/);
    await form.getByRole('button', { name: 'Cancel' }).click();
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

  test('an address that leads to another core shows the users of the new core, and none of the one before', async () => {
    await core.client.post('/recipe/signup', { email: 'only@one.example', password: 's3cret-enough' });
    await other.client.post('/recipe/signup', { email: 'only@other.example', password: 's3cret-enough' });
    const { page } = operator;
    await connectTo(operator, { name: 'moving', address: core.uri, key: core.key });
    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await expect(operator.grid('Users').getByText('only@one.example').first()).toBeVisible();

    await page.getByRole('link', { name: 'Connections', exact: true }).click();
    const form = page.getByRole('form', { name: 'moving' });
    await form.getByRole('textbox', { name: 'Address' }).fill(other.uri);
    await form.getByLabel('API key', { exact: true }).fill(other.key);
    const saved = form.getByText('Saved', { exact: true });
    await confirming(operator, () => form.getByRole('button', { name: 'Save' }).click(), saved);

    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await expect(operator.grid('Users').getByText('only@other.example').first()).toBeVisible();
    await expect(page.getByText('only@one.example')).toHaveCount(0);
  });
});

test.describe('without a secret store', () => {
  const operator = consoleUnderTest({ safeStorage: 'absent' });
  const core = ownCoreUnderTest();

  test('the key is kept for this run only, and the form says so', async () => {
    await connectByForm(operator, { name: 'this run', address: core.uri, key: core.key });
    await expect(operator.page.getByText('300 users in all, 3 tenants')).toBeVisible();
    await operator.goto('/connections');
    await operator.page.getByRole('button', { name: 'Add a connection' }).click();
    await expect(operator.page.getByText(/The key is forgotten when Curfew ends/)).toBeVisible();
  });
});

test.describe('after a restart', () => {
  const core = ownCoreUnderTest();
  let userData: string;

  test.beforeAll(async () => {
    userData = await mkdtemp(join(tmpdir(), 'curfew-restart-'));
    const launched = await launchConsole({ userData });
    await connectByForm(operate(launched), { name: 'kept', address: core.uri, key: core.key });
    await launched.close();
  });
  test.afterAll(() => rm(userData, { recursive: true, force: true }));

  test('no file has the key, and the connection that was used last is open again with it', async () => {
    const files = await readdir(userData, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      expect(await readFile(join(file.parentPath, file.name), 'utf8'), file.name).not.toContain(core.key);
    }
    const launched = await launchConsole({ userData });
    const { page, topBar } = operate(launched);
    await expect(topBar).toContainText('kept');
    await expect(page.getByText('300 users in all, 3 tenants')).toBeVisible();
    await launched.close();
  });

  test('a locked secret store is told apart from a missing one, and the key is there when it is unlocked', async () => {
    test.skip(chooseHost() === 'electron', 'the secret store of this computer cannot be locked by a test');
    for (const [safeStorage, told] of [
      ['locked', /secret store of this computer is locked/],
      ['absent', /in a secret store that is not there now/],
    ] as const) {
      const launched = await launchConsole({ userData, safeStorage });
      await expect(launched.page.getByText(told).first()).toBeVisible();
      await launched.close();
    }
    const last = await launchConsole({ userData, safeStorage: 're-encrypt' });
    await expect(last.page.getByText('300 users in all, 3 tenants')).toBeVisible();
    await last.close();
  });

  test('a damaged file of connections is told', async () => {
    await writeFile(join(userData, 'connections.json'), '{ "half": ');
    const launched = await launchConsole({ userData });
    const notice = launched.page.getByRole('alert');
    await expect(notice).toContainText('Saved connections or settings are missing.');
    await expect(notice).toContainText(/connections\S*damaged/);
    await expect(operate(launched).topBar).toContainText('Sandbox');
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    await expect(notice).toBeHidden();
    await launched.close();
  });
});
