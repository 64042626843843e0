import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { verifyFile } from '../../../scripts/curfew-verify.mjs';
import { launchConsole } from '../../hosts/launch-console.ts';
import { connectTo, type Operator, operate } from '../support/console.ts';
import { fillAuditLog } from '../support/fill-audit-log.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { testUsersOf } from '../support/users.ts';

// The last spec removes what the ones before write.
test.describe.configure({ mode: 'serial' });

/** Writing them takes some seconds, in which an operator can change their mind. */
const records = 25_000;

const core = ownCoreUnderTest();
const { newUser } = testUsersOf(core);

let folder: string;
let operator: Operator;
let revocation: string;

const main = () => operator.page.getByRole('main');

/** A window in which progress and result have no room beside what starts an export. */
const size = { width: 1_024, height: 700 };

/** The files in the folder, of which a cancelled one leaves nothing. */
async function filesNamed(part: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).filter((name) => name.includes(part));
}

async function countOf(search: string): Promise<string> {
  await operator.goto(`/audit?${search}`);
  const count = main()
    .getByRole('status')
    .filter({ hasText: /^[\d,]+ records? match(es)?$/ });
  await expect(count).toBeVisible();
  return (await count.textContent()) ?? '';
}

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-audit-large-'));
  operator = operate(await launchConsole({ userData: join(folder, 'user-data'), size }));
  await connectTo(operator, { name: 'own core', address: core.uri, key: core.key });
  const user = await newUser('ada-of-long-ago', 2);
  await operator.goto(`/users/${user.id}`);
  await operator.page.getByRole('button', { name: 'End 2 sessions …', exact: true }).click();
  await operator.confirm('End 2 sessions');
  await operator.dialog.getByRole('link', { name: 'Open the report' }).click();
  await expect(operator.page.getByRole('heading', { name: 'Revocation of 2 sessions' })).toBeVisible();
  revocation = operator.launched.path().split('/').at(-1) ?? '';
  await operator.launched.close();
  const [file = ''] = await filesNamed('curfew.db');
  fillAuditLog(join(folder, file), revocation, records);
  operator = operate(await launchConsole({ userData: join(folder, 'user-data'), size }));
  await expect(operator.topBar).toContainText('own core');
});
test.afterAll(async () => {
  await operator.launched.close();
  expect(operator.launched.problems).toEqual({ cspViolations: [], pageErrors: [], consoleErrors: [] });
  await rm(folder, { recursive: true, force: true });
});

test('an export of the log that is cancelled leaves no file, and no record of one', async () => {
  const { launched, page } = operator;
  await operator.goto('/audit');
  await launched.saveNextTo(join(folder, 'cancelled.jsonl'));
  const start = page.getByRole('button', { name: 'Export these records' });
  const place = await start.boundingBox();
  await start.click();
  await page.getByRole('menuitem', { name: 'JSON lines that curfew-verify checks …' }).click();
  await expect(main().getByText(/^Writing: [\d,]+ of [\d,]+ rows$/)).toBeVisible();
  expect(await start.boundingBox()).toEqual(place);
  await main().getByRole('button', { name: 'Cancel', exact: true }).press('Enter');
  await expect(main().getByText('The export was cancelled.')).toBeVisible();
  expect(await start.boundingBox()).toEqual(place);
  await expect(start).toBeFocused();
  await expect.poll(() => filesNamed('cancelled')).toEqual([]);
  expect(await countOf('action=export.written')).toBe('0 records match');
});

test('an evidence bundle that is cancelled leaves no file, and no record of one', async () => {
  const { launched, page } = operator;
  await operator.goto(`/revocations/${revocation}`);
  await launched.saveNextTo(join(folder, 'cancelled.zip'));
  const start = page.getByRole('button', { name: 'Evidence bundle …' });
  const place = await start.boundingBox();
  await start.click();
  const cancel = main().getByRole('button', { name: 'Cancel the evidence bundle' });
  await expect(cancel).toBeVisible();
  expect(await start.boundingBox()).toEqual(place);
  await cancel.press('Enter');
  await expect(main().getByText('Cancelled. No file was left.')).toBeVisible();
  expect(await start.boundingBox()).toEqual(place);
  await expect(start).toBeFocused();
  await expect.poll(() => filesNamed('cancelled')).toEqual([]);
  expect(await countOf('action=export.written')).toBe('0 records match');
});

test('records beyond a limit are sealed and removed, and are all there when that is cancelled before', async () => {
  const { page } = operator;
  await operator.goto('/settings');
  const seal = main().getByRole('button', { name: /^Seal and remove [\d,]+ records$/ });
  await page.getByRole('textbox', { name: 'Keep so many megabytes' }).fill('1');
  await page.keyboard.press('Enter');
  await seal.click();
  await expect(main().getByText(/^[\d,]+ of [\d,]+ records exported$/)).toBeVisible();
  await main().getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(seal).toBeVisible();
  await expect.poll(() => filesNamed('curfew-audit-')).toEqual([]);
  expect(await countOf('action=log.segment-sealed')).toBe('0 records match');

  await operator.goto('/settings');
  await seal.click();
  const sealed = main().getByText(/^Records 1 to [\d,]+ are in /);
  await expect(sealed).toBeVisible({ timeout: 240_000 });
  await expect(main().getByText(/^Records 1 to [\d,]+, sealed /)).toBeVisible();
  const [, to = '', path = ''] = /to ([\d,]+) are in (.*)\.$/.exec((await sealed.textContent()) ?? '') ?? [];
  expect(await verifyFile(path)).toMatchObject({ valid: true, log: { first: 1, complete: true } });
  expect(Number(to.replaceAll(',', ''))).toBeGreaterThan(records / 2);
  expect((await readFile(path, 'utf8')).split('\n').length).toBeGreaterThan(records / 2);
  expect(await countOf('action=log.segment-sealed')).toBe('1 record matches');
  await page.getByRole('button', { name: 'Check integrity' }).click();
  await expect(
    main()
      .getByText(/^The chain is whole: [\d,]+ records/)
      .first(),
  ).toBeVisible();
});
