import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { signUp } from '../../contract/client.ts';
import { expectNoViolations } from '../support/axe.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { previewOf, stillThere } from '../support/planning.ts';

// The last spec finds what the first one ended.
test.describe.configure({ mode: 'serial' });

const core = ownCoreUnderTest();

/** Someone who has so many sessions. */
async function newUser(email: string, count: number, tenantId = 'public'): Promise<string[]> {
  const userId = await signUp(core.client, email, tenantId === 'public' ? '' : `/${tenantId}`);
  return core.sandbox.seedSessions({ userId, count, tenantId });
}

const operator = consoleUnderTest({ size: { width: 1_024, height: 700 } });
const mail = (name: string) => `${name}@gaps.example`;

let folder: string;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-gaps-'));
  await connectTo(operator, { name: 'own core', address: core.uri, key: core.key });
});

test.afterAll(() => rm(folder, { recursive: true, force: true }));

test('a list with gaps is asked about with its gaps, reported with them, and tried again with just these lines', async () => {
  const { page, dialog } = operator;
  const preview = previewOf(operator);
  const main = page.getByRole('main');
  const ofAda = await newUser(mail('ada'), 3);
  const twins = [await newUser(mail('twin'), 1), await newUser(mail('twin'), 2, 'acme')];
  const all = [...ofAda, ...twins.flat()];
  const [excluded] = twins[0] as [string];

  await preview.pasteList([
    ...[mail('ada'), mail('signed-up'), 'two\tcolumns', mail('nobody'), mail('twin')],
    excluded,
  ]);
  await preview.ready();
  await preview.line(6).getByRole('checkbox').uncheck();
  await page.getByRole('button', { name: 'End 3 sessions …' }).click();
  const asked = dialog.getByRole('region', { name: 'Not covered' });
  await expect(asked).toContainText('The plan does not cover everything');
  await expect(asked.getByRole('listitem')).toHaveText([
    '1 line of the list matches several users, and none of these users was selected. No session is ended for this line.',
    '2 lines of the list are unknown to the core. No session is ended for these lines.',
    '1 line of the list cannot be a session or a user. No session is ended for this line.',
  ]);
  // Above the button, and in sight without scrolling.
  await expect(asked).toBeInViewport({ ratio: 1 });
  await expect(dialog.getByRole('button', { name: 'End 3 sessions' })).toBeInViewport({ ratio: 1 });
  await expectNoViolations(operator);

  await operator.begin('End 3 sessions');
  await expect(main.getByText('Complete with gaps: 3 of 3 sessions ended')).toBeVisible();
  const reported = main.getByRole('region', { name: 'Not covered' });
  await expect(reported).toContainText(
    '2 lines of the list are unknown to the core. No session was ended for these lines.',
  );
  expect(await stillThere(core.client, all)).toEqual(twins.flat());
  await main.getByText('Not covered: 4').click();
  const rows = operator.grid('What was not covered');
  await expect(rows.locator('tbody').getByRole('row')).toHaveCount(4);
  const rowOf = (text: string) => rows.getByRole('row').filter({ hasText: text });
  await expect(rowOf(mail('nobody'))).toContainText(/^4.*Unknown: no session and no user has this value$/);
  await expect(rowOf(mail('twin'))).toContainText(/^5.*2 users match, none was selected$/);
  await expect(rowOf('columns')).toContainText(/^3.*Malformed: it has several columns/);
  await expectNoViolations(operator);
  const file = join(folder, 'not-covered.csv');
  await operator.launched.saveNextTo(file);
  await main.getByRole('button', { name: 'Export what was not covered' }).click();
  await page.getByRole('menuitem', { name: 'CSV …' }).press('Enter');
  await expect(main.getByText(/^Saved 4 rows, .* to .*not-covered\.csv$/)).toBeVisible();
  expect(await readFile(file, 'utf8')).toContain(`unknown-lines,4,${mail('nobody')},`);

  // An address without a user signs up.
  const ofNewUser = await newUser(mail('signed-up'), 2);
  await reported.getByRole('button', { name: 'Try these again' }).click();
  await preview.ready();
  await expect(page.getByText('only lines that were not covered before')).toBeVisible();
  await expect(preview.lines.locator('tbody').getByRole('row')).toHaveCount(3);
  await expect(preview.row(mail('signed-up'))).toContainText(`2 sessions of ${mail('signed-up')}`);
  await preview
    .row(mail('twin'))
    .getByRole('button', { name: /^Choose the users of line/ })
    .click();
  await dialog.getByRole('checkbox').first().check();
  await dialog.getByRole('checkbox').last().check();
  await dialog.getByRole('button', { name: 'Choose 2 users' }).click();
  // One of these was excluded from the first revocation.
  await expect(page.getByText('1 session was excluded from the earlier revocation.')).toBeVisible();
  await expect(preview.row(mail('twin'))).toContainText('1 session of these users is excluded');
  await expect(preview.numbers).toContainText('5 sessions of 3 users selected, 1 excluded.');
  await expectNoViolations(operator);

  await page.getByRole('button', { name: 'End 4 sessions …' }).click();
  await expect(asked.getByRole('listitem')).toHaveText([
    '1 line of the list is unknown to the core. No session is ended for this line.',
  ]);
  await operator.begin('End 4 sessions');
  await expect(main.getByText('Complete with gaps: 4 of 4 sessions ended')).toBeVisible();
  expect(await stillThere(core.client, [...all, ...ofNewUser])).toEqual([excluded]);
});

test('a list with gaps is found by its outcome in the history', async () => {
  const { page } = operator;
  await operator.goto('/revocations');
  const past = operator.grid('Past revocations');
  await expect(past.locator('tbody').getByRole('row')).toHaveCount(2);
  await page.getByRole('combobox', { name: 'Outcome' }).click();
  await page.getByRole('option', { name: 'Complete', exact: true }).click();
  await expect(page.getByText('No past revocation matches')).toBeVisible();
  await page.getByRole('combobox', { name: 'Outcome' }).click();
  await page.getByRole('option', { name: 'Complete with gaps' }).click();
  await expect(past.getByText('complete with gaps')).toHaveCount(2);
  await expectNoViolations(operator);
});
