import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { signUp } from '../../contract/client.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { type Preview, previewOf, stillThere } from '../support/planning.ts';

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

async function choose(name: string, option: string): Promise<void> {
  await operator.page.getByRole('combobox', { name }).click();
  await operator.page.getByRole('option', { name: option, exact: true }).click();
}

function fill(name: string, text: string): Promise<void> {
  return operator.page.getByRole('textbox', { name }).fill(text);
}

function scan(): Promise<void> {
  return operator.page.getByRole('button', { name: 'Find the sessions' }).click();
}

/** Whether nothing covers an element. */
function isInFront(element: Locator): Promise<boolean> {
  return element.evaluate((link) => {
    const { bottom, left, top } = link.getBoundingClientRect();
    const front = document.elementsFromPoint(left + 4, (top + bottom) / 2)[0];
    return front !== undefined && link.contains(front);
  });
}

test('a rule by network selects the sessions in it, not those without a recorded address, and excluded sessions are not ended', async () => {
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
  await scan();
  await preview.ready();
  // A handle is shown whole without covering whose session it is.
  for (const row of await preview.sessions.locator('tbody').getByRole('row').all()) {
    await row.getByRole('button', { name: /^Copy/ }).hover();
    await expect(row.getByText(/^[0-9a-f-]{36}$/)).toBeVisible();
    expect(await isInFront(row.getByRole('link'))).toBe(true);
  }
  await expect(preview.progress).toContainText('3 match');
  await expect(preview.progress).toContainText(/[1-9]\d* undecided/);
  await expect(preview.numbers).toContainText('3 sessions of 2 users');
  await expect(preview.sessions.locator('tbody').getByRole('row')).toHaveCount(3);
  await expect(preview.sessions).not.toContainText('10.78.0.1');

  await preview.row('10.77.3.4').getByRole('checkbox').uncheck();
  await expect(preview.numbers).toContainText('2 sessions. 3 sessions of 2 users selected, 1 excluded.');

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

test('a rule with and, or and not, and a value in the data, selects exactly the sessions that meet it', async () => {
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
  await choose('Condition 2.1: field', 'Value in the data');
  await fill('Condition 2.1: name of the value', 'device.kind');
  await fill('Condition 2.1: value', 'kiosk');
  await page.getByRole('button', { name: 'Add a condition to group 2' }).click();
  await choose('Condition 2.2: field', 'User agent');
  await fill('Condition 2.2: value', 'CURL');
  await page.getByRole('button', { name: 'Add a condition to the rule' }).click();
  await scan();
  await expect(page.getByText('Enter an address or a network.')).toBeVisible();
  await choose('Condition 3: field', 'Value in the data');
  await choose('Condition 3: operator', 'does not exist');
  await fill('Condition 3: name of the value', 'exempt');
  await scan();
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

test('a rule for everyone in a tenant selects all sessions in it, and no session of these users in other tenants', async () => {
  const { page } = operator;
  const inside = leavers.flatMap((userId) =>
    core.sandbox.seedSessions({ userId, tenantId: 'closing', count: 2 }),
  );
  const elsewhere = core.sandbox.seedSessions({ userId: leavers[0] ?? '', count: 1 });
  await page.getByText('Everyone in these tenants').click();
  await scan();
  const tenants = page.getByRole('combobox', { name: 'Tenants' });
  await expect(tenants).toBeFocused();
  await expect(tenants).toHaveAccessibleDescription('Choose the tenants.');
  await tenants.fill('clos');
  await page.getByRole('option', { name: 'closing' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByText('All sessions of all users in tenant closing')).toBeVisible();
  await scan();
  await preview.ready();
  await expect(preview.progress).toContainText('2 of 2 users scanned');
  await preview.end('4 sessions', 'the tenant is closed');
  expect(await stillThere(core.client, [...inside, ...elsewhere])).toEqual(elsewhere);
});

test('an invalid network is refused with a reason, and no user is scanned', async () => {
  await fill('Condition 1: value', '10.77.0.0/64');
  await scan();
  const { page } = operator;
  await expect(page.getByRole('alert')).toContainText('10.77.0.0/64');
  await expect(page.getByRole('alert')).toContainText('No user was scanned, and no session was ended.');
});
