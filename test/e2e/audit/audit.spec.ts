/// <reference lib="dom" />
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { launchConsole } from '../../hosts/launch-console.ts';
import { changeFile } from '../../unit/support/store/faults/damage-file.ts';
import { expectNoViolations } from '../support/axe.ts';
import { connectTo, type Operator, operate } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { holdEndings, slowCoreUnderTest } from '../support/slow-core.ts';
import { type TestUser, testUsersOf } from '../support/users.ts';

// Later specs read what the first one wrote into the log.
test.describe.configure({ mode: 'serial' });

const core = ownCoreUnderTest();
const slow = slowCoreUnderTest(core);
const { newUser } = testUsersOf(core);
const ticket = 'INC-2214';

let folder: string;
let operator: Operator;
let user: TestUser;

const records = () => operator.grid('Records of the audit log').locator('tbody').getByRole('row');
const record = () => operator.page.getByRole('region', { name: /^Record \d/ });
const fact = (name: string, within: Locator = record()) =>
  within
    .locator('dl > div')
    .filter({ has: operator.page.locator('dt', { hasText: new RegExp(`^${name}$`) }) });
const ofRecord = (name: string) => operator.page.getByRole('main').getByRole('link', { name });

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-audit-'));
  operator = operate(await launchConsole({ userData: join(folder, 'user-data') }));
  await connectTo(operator, { name: 'own core', address: slow.uri, key: core.key });
  user = await newUser('ada-of-the-log', 3);
  await operator.goto('/settings');
  const required = operator.page.getByRole('switch', { name: 'Required' });
  await required.click();
  await expect(required).toBeChecked();
});
test.afterAll(async () => {
  await operator.launched.close();
  expect(operator.launched.problems).toEqual({ cspViolations: [], pageErrors: [], consoleErrors: [] });
  await rm(folder, { recursive: true, force: true });
});

test('what was ended is found in the log from the page of its user, and leads back to the revocation', async () => {
  const { dialog, page } = operator;
  await operator.goto(`/users/${user.id}`);
  await page.getByRole('button', { name: 'End 3 sessions …', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Stolen laptop');
  await dialog.getByRole('textbox', { name: 'Ticket' }).fill(ticket);
  await operator.confirm('End 3 sessions');
  await dialog.getByRole('button', { name: 'Close' }).click();

  const history = page.getByRole('region', { name: 'History' });
  await expect(history.getByRole('link', { name: /^Batch ended: 3 sessions/ }).first()).toBeVisible();
  await expect(history.getByRole('link', { name: /viewed/ })).toHaveCount(0);
  await history.getByRole('link', { name: 'All records of this user' }).click();
  await expect(page.getByRole('heading', { name: 'Audit log' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'User id' })).toHaveValue(user.id);

  await records().getByRole('link', { name: 'Batch ended: 3 sessions', exact: true }).click();
  await expect(fact('Outcome')).toContainText('It was done.');
  await expect(fact('Reason')).toContainText('Stolen laptop');
  await expect(fact('Ticket')).toContainText(ticket);
  await expect(fact('Connection')).toContainText('own core');
  await expect(fact('Revoked')).toContainText('3');
  await expect(fact('Hash')).toContainText(/[0-9a-f]{64}/);
  await expect(record().getByRole('listitem')).not.toHaveCount(0);
  await expectNoViolations(operator);

  await record().getByRole('link', { name: 'Open the revocation' }).click();
  await expect(page.getByRole('heading', { name: 'Revocation of 3 sessions' })).toBeVisible();
  await ofRecord('Audit records').click();
  await expect(records().getByRole('link', { name: 'Run started: 3 sessions', exact: true })).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(fact('Reason')).toContainText('Stolen laptop');
});

test('a look at a user whose sessions are ended is one viewing, and a later look is another one', async () => {
  const { dialog, page } = operator;
  const { id } = await newUser('viewed-once', 2);
  const views = page
    .getByRole('main')
    .getByRole('status')
    .filter({ hasText: /match(es)?$/ });
  const countViews = async () => {
    await operator.goto(`/audit?action=user.viewed&user=${id}`);
    await expect(views).toBeVisible();
    return views.textContent();
  };
  await operator.goto(`/users/${id}`);
  await page.getByRole('button', { name: 'End 2 sessions …', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Ticket' }).fill(ticket);
  await operator.confirm('End 2 sessions');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByText('No id of this user has an active session.')).toBeVisible();
  expect(await countViews()).toBe('1 record matches');

  await operator.search('nobody@nowhere.example');
  await expect(page.getByText('No user or session matches.')).toBeVisible();
  await operator.goto(`/users/${id}`);
  await expect(page.getByText('No id of this user has an active session.')).toBeVisible();
  expect(await countViews()).toBe('2 records match');
});

test('a report names its user, and to look at it is no viewing of the user', async () => {
  const { page } = operator;
  const views = page.getByText(/^\d+ records? match(es)?$/);
  await operator.goto(`/audit?action=user.viewed&user=${user.id}`);
  const before = await views.textContent();
  // From here on a look at the user would be a viewing of its own.
  await operator.search('nobody@nowhere.example');
  await expect(page.getByText('No user or session matches.')).toBeVisible();
  await operator.goto('/revocations');
  await page.getByRole('main').getByRole('link', { name: '3 of 3 ended' }).click();
  await expect(page.getByRole('heading', { name: 'Revocation of 3 sessions' })).toBeVisible();
  await page.getByText('Details', { exact: true }).click();
  await expect(page.getByRole('main').getByRole('link', { name: user.email }).first()).toBeVisible();
  await operator.goto(`/audit?action=user.viewed&user=${user.id}`);
  await expect(views).toHaveText(before ?? '');
});

test('the end of an id is seen in a small window too', async () => {
  const { page } = operator;
  await page.setViewportSize({ width: 1_024, height: 700 });
  await operator.goto('/audit?action=batch.ended');
  const id = records()
    .first()
    .getByRole('button', { name: /^Copy / });
  await expect(id).toBeVisible();
  const room = (button: HTMLElement) => {
    const cell = button.closest('td')?.getBoundingClientRect();
    const text = button.querySelector('span')?.getBoundingClientRect();
    return (cell?.right ?? 0) - (text?.right ?? Number.POSITIVE_INFINITY);
  };
  expect(await id.evaluate(room)).toBeGreaterThanOrEqual(0);
  await page.setViewportSize({ width: 1_440, height: 900 });
});

test('a session leads to its records, also when only a batch had it', async () => {
  const { page } = operator;
  const [handle = ''] = user.handles;
  await operator.goto(`/sessions/${handle}`);
  await ofRecord('Records of this session').click();
  await expect(page.getByRole('textbox', { name: 'Session handle' })).toHaveValue(handle);
  await expect(records().getByRole('link', { name: 'Batch ended: 3 sessions', exact: true })).toBeVisible();
});

test('the log is searched by words and narrowed by action, outcome and ticket, and says when nothing matches', async () => {
  const { page } = operator;
  await operator.goto('/audit');
  await expect(records().first()).toBeVisible();
  const all = page.getByRole('main').getByText(/^\d+ records$/);
  await expect(all).toBeVisible();
  await page.getByRole('textbox', { name: 'Search the audit log' }).fill('stolen lap');
  await expect(page.getByText(/\d+ records match$/)).toBeVisible();
  await expect(records().getByRole('link', { name: 'Run finished: 3 sessions ended' })).toBeVisible();

  await page.getByRole('combobox', { name: 'Action' }).click();
  await page.getByRole('option', { name: 'Run started' }).click();
  await expect(page.getByText('1 record matches')).toBeVisible();
  await page.getByRole('combobox', { name: 'Outcome' }).click();
  await page.getByRole('option', { name: 'refused' }).click();
  await expect(page.getByText('No record matches')).toBeVisible();
  await expectNoViolations(operator);
  await page.getByRole('button', { name: 'Clear 3 filters' }).click();
  await expect(all).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Search the audit log' })).toHaveValue('');

  await page.getByRole('button', { name: 'More filters' }).click();
  await page.getByRole('textbox', { name: 'Ticket' }).fill('inc-2214');
  await expect(records().getByRole('link', { name: 'Run started: 3 sessions', exact: true })).toBeVisible();
  await page.getByRole('textbox', { name: /^From: date and time/ }).fill('2099-01-01 00:00');
  await expect(page.getByText('No record matches')).toBeVisible();
  await page.getByRole('textbox', { name: /^From: date and time/ }).fill('yesterday');
  await expect(page.getByText('Write a time, as in 2026-11-24 14:00.')).toBeVisible();
});

test('a token is not searched for, and is not in the address', async () => {
  const { page } = operator;
  await operator.goto('/audit');
  const token = `eyJ${'a'.repeat(40)}.eyJ${'b'.repeat(40)}.${'c'.repeat(40)}`;
  await page.getByRole('textbox', { name: 'Search the audit log' }).fill(token);
  await expect(page.getByText(/This looks like a token/)).toBeVisible();
  expect(page.url()).not.toContain('eyJ');
});

test('the log is reached and read by keys alone', async () => {
  const { page } = operator;
  await operator.goto('/users');
  await expect(operator.grid('Users')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Shift+A');
  await expect(page.getByRole('heading', { name: 'Audit log' })).toBeVisible();
  await expect(records().first()).toBeVisible();
  await page.keyboard.press('j');
  await expect(records().nth(0)).toBeFocused();
  await page.keyboard.press('j');
  await expect(records().nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(record()).toBeVisible();
  await record().getByRole('button', { name: 'Older record' }).press('Enter');
  await page.keyboard.press('Escape');
  await expect(record()).toBeHidden();
  await expect(records().nth(1)).toBeFocused();

  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByLabel('Search or command').last()).toBeFocused();
  await page.keyboard.insertText('audit');
  await expect(page.getByRole('button', { name: 'Go to the audit log' })).toBeVisible();
  await page.keyboard.press('Escape');
});

test('the footer has the head of the log, which a click copies', async () => {
  const { launched, page } = operator;
  await operator.goto('/audit');
  const footer = page.getByRole('contentinfo');
  await expect(footer).toContainText('audit log ok');
  const head = footer.getByRole('button', { name: /^Copy the hash of record/ });
  let title = '';
  let copied = '';
  // A record that is written meanwhile moves the head.
  await expect(async () => {
    title = (await head.getAttribute('title')) ?? '';
    await head.click();
    copied = await launched.clipboardText();
    // Nothing is on the clipboard before the click has its effect, and every title has nothing in it.
    expect(copied).toMatch(/^[0-9a-f]{64}$/);
    expect(title).toContain(copied);
  }).toPass();
  const [, sequence = ''] = /record ([\d,]+)/.exec(title) ?? [];
  await operator.goto(`/audit?record=${sequence.replaceAll(',', '')}`);
  await expect(fact('Hash').locator('code')).toHaveText(copied);
});

test('records that are written later do not move the list', async () => {
  const { page } = operator;
  await operator.goto('/users');
  await expect(operator.grid('Users')).toBeVisible();
  await page.getByRole('link', { name: 'Audit log', exact: true }).click();
  const first = records().first().getByRole('link');
  await expect(first).toBeVisible();
  const before = await first.getAttribute('href');
  const note = page.getByText(/(was|were) written since this list was read\.$/);
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await page.getByRole('main').getByRole('link', { name: user.email }).first().click();
  await expect(page.getByRole('region', { name: 'History' })).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(note).toBeVisible();
  expect(await first.getAttribute('href')).toBe(before);
  // The views of a moment ago may be written only now.
  await expect(async () => {
    if (await note.isVisible()) await page.getByRole('button', { name: 'Read again' }).click();
    expect(await note.isVisible()).toBe(false);
  }).toPass();
  await expect(first).not.toHaveAttribute('href', before ?? '');
});

test('revocations per day are a chart, a table, and a filter', async () => {
  const { page } = operator;
  await operator.goto('/audit');
  const chart = page.getByRole('img', {
    name: /2 revocations were started in the last 60 days, and 5 sessions were ended/,
  });
  await expect(chart).toBeVisible();
  await page.getByRole('button', { name: 'Show as a table' }).click();
  const table = page.getByRole('main').getByRole('table', { name: '' }).filter({ hasText: 'Sessions ended' });
  await expect(table.getByRole('row')).toHaveCount(2);
  await expect(table.getByRole('row').last()).toContainText(/2\s*5$/);
  await expectNoViolations(operator);
  await table.getByRole('button', { name: /^Show the records of/ }).click();
  await expect(records().getByRole('link', { name: 'Run started: 3 sessions', exact: true })).toBeVisible();
});

test('the chart of revocations per day counts a revocation that ends while the chart is on screen', async () => {
  const { dialog, page } = operator;
  const { id } = await newUser('charted', 4);
  const chart = (sessions: number) =>
    page.getByRole('img', {
      name: new RegExp(
        `^3 revocations were started in the last 60 days, and ${sessions} sessions were ended`,
      ),
    });
  await operator.goto(`/users/${id}`);
  await page.getByRole('button', { name: 'End 4 sessions …', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Ticket' }).fill(ticket);
  const held = holdEndings(slow);
  await operator.begin('End 4 sessions');
  await held;
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await operator.goto('/audit');
  await expect(chart(5)).toBeVisible();
  slow.decide();
  await expect(chart(9)).toBeVisible();
});

test('the records are exported, and curfew-verify says that they are valid until a byte changes', async () => {
  const { launched, page } = operator;
  const file = join(folder, 'audit.jsonl');
  await operator.goto('/audit');
  await launched.saveNextTo(file);
  await page.getByRole('button', { name: 'Export these records' }).click();
  await page.getByRole('menuitem', { name: 'JSON lines that curfew-verify checks …' }).click();
  await expect(page.getByRole('main').getByText(/^Saved \d+ rows to .*audit\.jsonl$/)).toBeVisible();
  const verify = () => spawnSync(process.execPath, ['scripts/curfew-verify.mjs', file], { encoding: 'utf8' });
  expect(verify()).toMatchObject({ status: 0 });

  const lines = (await readFile(file, 'utf8')).split('\n');
  const at = lines.findIndex((line) => line.includes('Stolen laptop'));
  const { sequence } = JSON.parse(lines[at] ?? '') as { sequence: number };
  lines[at] = (lines[at] ?? '').replace('Stolen laptop', 'Stolen laptoq');
  await writeFile(file, lines.join('\n'));
  const { status, stdout, stderr } = verify();
  expect(status).toBe(1);
  expect(stdout + stderr).toMatch(new RegExp(`\\b${sequence}\\b`));
});

test('the settings say how large the log is, and that it is signed', async () => {
  const { page } = operator;
  await operator.goto('/settings');
  const main = page.getByRole('main');
  await expect(main.getByText(/^Signed by the key/)).toBeVisible();
  await expect(main.getByText(/^\d+ records since/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Keep for so many days' }).fill('0');
  await expect(main.getByText('Write a whole number of 1 or more, or leave it empty.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Keep for so many days' }).fill('365');
  await page.keyboard.press('Enter');
  await operator.goto('/audit');
  await operator.goto('/settings');
  await expect(page.getByRole('textbox', { name: 'Keep for so many days' })).toHaveValue('365');
});

test('a check finds the log whole; after a change of the file it names the record, which is shown as damaged', async () => {
  await operator.goto('/audit');
  await operator.page.getByRole('button', { name: 'Check integrity' }).click();
  await expect(operator.page.getByText(/^The chain is whole: \d+ records/).first()).toBeVisible();

  await operator.launched.close();
  const files = await readdir(folder, { recursive: true });
  const file = join(folder, files.find((name) => name.endsWith('curfew.db')) ?? '');
  changeFile(file, `UPDATE audit SET reason = 'Another reason' WHERE sequence = 5`);
  operator = operate(await launchConsole({ userData: join(folder, 'user-data') }));
  const { page } = operator;
  await expect(operator.topBar).toContainText('own core');
  await operator.goto('/audit');
  await page.getByRole('button', { name: 'Check integrity' }).click();
  await expect(
    page.getByText(/The first record that does not fit is 5: it was changed/).first(),
  ).toBeVisible();
  await page.getByRole('link', { name: 'Show record 5' }).click();
  await expect(record()).toContainText('The values of this record are not shown');
  await expect(record()).not.toContainText('Another reason');
  await expectNoViolations(operator);
});
