import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { signUp } from '../contract/client.ts';
import { connectTo, consoleUnderTest } from './support/console.ts';
import { ownCoreUnderTest } from './support/own-core.ts';
import { type Preview, previewOf, stillThere } from './support/planning.ts';

const operator = consoleUnderTest();
const core = ownCoreUnderTest();
let preview: Preview;
/** Users of the tenant "closing". It is there before the window reads the tenants. */
let leavers: readonly string[];

test.beforeAll(async () => {
  leavers = core.sandbox.seedUsers({ count: 2, tenantId: 'closing', prefix: 'leaver' });
  await connectTo(operator, { name: 'own core', address: core.uri, key: core.key });
  preview = previewOf(operator);
});

test.beforeEach(() => operator.goto('/revocations/new/rule'));

/** One session with this recorded by the application. */
function sessionOf(userId: string, userDataInDatabase: Record<string, string | object>, tenantId = 'public') {
  const [handle = ''] = core.sandbox.seedSessions({
    ...{ userId, tenantId, count: 1 },
    userDataInDatabase: userDataInDatabase as never,
  });
  return handle;
}

async function choose(what: string, option: string): Promise<void> {
  await operator.page.getByRole('combobox', { name: what }).click();
  await operator.page.getByRole('option', { name: option, exact: true }).click();
}

function fill(what: string, text: string): Promise<void> {
  return operator.page.getByRole('textbox', { name: what }).fill(text);
}

function look(): Promise<void> {
  return operator.page.getByRole('button', { name: 'Look for sessions' }).click();
}

test('by a network: what lies in it is hit, what nobody recorded is not, and what is taken out is kept', async () => {
  const { page } = operator;
  const one = await signUp(core.client, 'one@network.example');
  const two = await signUp(core.client, 'two@network.example');
  const [first, second, third] = [
    sessionOf(one, { ip: '10.77.0.1', userAgent: 'Firefox' }),
    sessionOf(one, { ip: '10.77.255.254' }),
    sessionOf(two, { ip: '10.77.3.4' }),
  ];
  const [outside, unrecorded] = [sessionOf(two, { ip: '10.78.0.1' }), sessionOf(two, {})];

  await fill('Condition 1: value', '10.77.0.0/16');
  await expect(page.getByText('Sessions in all tenants whose IP address is in 10.77.0.0/16')).toBeVisible();
  await look();
  await preview.ready();
  await expect(preview.progress).toContainText('3 match');
  await expect(preview.progress).toContainText(/[1-9]\d* undecided/);
  await expect(preview.numbers).toContainText('3 sessions of 2 users');
  await expect(preview.sessions.locator('tbody').getByRole('row')).toHaveCount(3);
  await expect(preview.sessions).not.toContainText('10.78.0.1');

  await preview.row('10.77.3.4').getByRole('checkbox').uncheck();
  await expect(preview.numbers).toContainText('2 sessions of 3 found of 2 users, 1 taken out');

  const folder = await mkdtemp(join(tmpdir(), 'curfew-export-'));
  const file = join(folder, 'matches.csv');
  await operator.launched.saveNextTo(file);
  await page.getByRole('button', { name: 'Export all sessions' }).click();
  await page.getByRole('menuitem', { name: /CSV/ }).click();
  await expect(page.getByText(`Saved 3 rows to ${file}`).first()).toBeVisible();
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(4);
  for (const handle of [first, second, third]) expect(lines.join('\n')).toContain(handle);
  await rm(folder, { recursive: true });

  await preview.end('2 sessions', 'that network, INC-2');
  const all = [first, second, third, outside, unrecorded];
  expect(await stillThere(core.client, all)).toEqual([third, outside, unrecorded]);
});

test('with and, or and not, and a value in the data: exactly those are hit', async () => {
  const { page } = operator;
  const id = await signUp(core.client, 'groups@rule.example');
  const ip = '10.79.0.1';
  const kiosk = sessionOf(id, { ip, device: { kind: 'kiosk' } });
  const curl = sessionOf(id, { ip, userAgent: 'curl/8.9', device: { kind: 'laptop' } });
  const others = [
    sessionOf(id, { ip, userAgent: 'Firefox', device: { kind: 'kiosk' }, exempt: 'yes' }),
    sessionOf(id, { ip, userAgent: 'Firefox', device: { kind: 'laptop' } }),
    sessionOf(id, { ip: '10.80.0.1', userAgent: 'curl/8.9', device: { kind: 'kiosk' } }),
  ];

  await fill('Condition 1: value', '10.79.0.0/24');
  await page.getByRole('button', { name: 'Add a group to the rule' }).click();
  await choose('Condition 2.1: what', 'Value in the data');
  await fill('Condition 2.1: name of the value', 'device.kind');
  await fill('Condition 2.1: value', 'kiosk');
  await page.getByRole('button', { name: 'Add a condition to group 2' }).click();
  await choose('Condition 2.2: what', 'User agent');
  await fill('Condition 2.2: value', 'CURL');
  await page.getByRole('button', { name: 'Add a condition to the rule' }).click();
  await look();
  await expect(page.getByText('Write an address or a network.')).toBeVisible();
  await choose('Condition 3: what', 'Value in the data');
  await choose('Condition 3: how', 'does not exist');
  await fill('Condition 3: name of the value', 'exempt');
  await look();
  await expect(
    page.getByText(
      'Sessions in all tenants whose IP address is in 10.79.0.0/24 and (whose “device.kind” in the session or token ' +
        'data is “kiosk” or whose user agent contains “CURL”) and whose session or token data has no “exempt”',
    ),
  ).toBeVisible();
  await preview.ready();
  await preview.end('2 sessions', 'kiosks and scripts');
  expect(await stillThere(core.client, [kiosk, curl, ...others])).toEqual(others);
});

test('everyone in a tenant: all sessions in it, and none of the same users elsewhere', async () => {
  const { page } = operator;
  const inside = leavers.flatMap((userId) =>
    core.sandbox.seedSessions({ userId, tenantId: 'closing', count: 2 }),
  );
  const elsewhere = core.sandbox.seedSessions({ userId: leavers[0] ?? '', count: 1 });
  await page.getByText('Everyone in these tenants').click();
  await look();
  await page.getByRole('combobox', { name: 'Tenants' }).click();
  await page.getByRole('option', { name: 'closing' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByText('All sessions of everyone in tenant closing')).toBeVisible();
  await look();
  await preview.ready();
  await expect(preview.progress).toContainText('2 of 2 users walked');
  await preview.end('4 sessions', 'the tenant is closed');
  expect(await stillThere(core.client, [...inside, ...elsewhere])).toEqual(elsewhere);
});

test('a network that is none is refused with words, and nothing is looked for', async () => {
  await fill('Condition 1: value', '10.77.0.0/64');
  await look();
  const { page } = operator;
  await expect(page.getByRole('alert')).toContainText('10.77.0.0/64');
  await expect(page.getByRole('alert')).toContainText('Nothing was looked for, and nothing was ended.');
});
