import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { signUp } from '../../contract/client.ts';
import { expectNoViolations } from '../support/axe.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { previewOf, stillThere } from '../support/planning.ts';

const core = ownCoreUnderTest();

const operator = consoleUnderTest({ size: { width: 1_024, height: 700 } });
const network = '10.95';
const mail = (name: string) => `${name}@undecided.example`;

test.beforeAll(async () => {
  await connectTo(operator, { name: 'own core', address: core.uri, key: core.key });
});

test('a rule that is undecided about sessions lists them with why, ends those that are included, and reports the others', async () => {
  const { page, dialog } = operator;
  const main = page.getByRole('main');
  const preview = previewOf(operator);
  const [ada, bob] = [await signUp(core.client, mail('ada')), await signUp(core.client, mail('bob'))];
  const sessionOf = (userId: string, recorded: Record<string, string>) =>
    core.sandbox.seedSessions({ userId, count: 1, userDataInDatabase: recorded })[0] ?? '';
  const match = sessionOf(ada, { ip: `${network}.0.1`, userAgent: 'Firefox' });
  const ofAda = [sessionOf(ada, { userAgent: 'Firefox' }), sessionOf(ada, {})];
  const ofBob = sessionOf(bob, { ip: 'unknown' });

  await operator.goto('/revocations/new/rule');
  await page.getByRole('textbox', { name: 'Condition 1: value' }).fill(`${network}.0.0/16`);
  await page.getByRole('button', { name: 'Add a condition to the rule' }).click();
  await page.getByRole('combobox', { name: 'Condition 2: field' }).click();
  await page.getByRole('option', { name: 'E-mail domain of the user', exact: true }).click();
  await page.getByRole('textbox', { name: 'Condition 2: value' }).fill('undecided.example');
  await page.getByRole('button', { name: 'Find the sessions' }).click();
  await preview.ready();
  await expect(preview.progress).toContainText('3 undecided');
  const bar = page.getByRole('region', { name: 'Undecided sessions' });
  await expect(bar).toContainText('3 undecided sessions are not ended unless you include them.');

  await page.getByRole('radiogroup').getByText('3 undecided').click();
  const rows = preview.sessions.locator('tbody').getByRole('row');
  await expect(rows).toHaveCount(3);
  await expect(preview.row(mail('bob'))).toContainText('the recorded network is not an address: unknown');
  await expect(rows.filter({ hasText: 'network not recorded' })).toHaveCount(2);
  await expect(rows.getByRole('checkbox', { checked: true })).toHaveCount(0);
  await expectNoViolations(operator);

  await bar.getByRole('button', { name: 'Include all 3' }).click();
  await expect(preview.numbers).toContainText('4 sessions of 2 users');
  await expect(rows.getByRole('checkbox', { checked: true })).toHaveCount(3);
  await bar.getByRole('button', { name: 'Include none' }).click();
  await expect(preview.numbers).toContainText('1 session of 1 user');
  // The rows are read again after the numbers: checking one that still looks included would change nothing.
  await expect(rows.getByRole('checkbox', { checked: true })).toHaveCount(0);
  await preview.row(mail('bob')).getByRole('checkbox').check();
  await expect(preview.numbers).toContainText('2 sessions of 2 users');
  await preview.row(mail('bob')).getByRole('checkbox').uncheck();
  await expect(preview.numbers).toContainText('1 session of 1 user');
  await expect(rows.getByRole('checkbox', { checked: true })).toHaveCount(0);
  await rows
    .getByRole('button', { name: `Include all of ${mail('ada')}` })
    .first()
    .click();
  await expect(preview.numbers).toContainText('3 sessions of 1 user');
  await expect(bar).toContainText('You included 2 of 3 undecided sessions. 1 is not ended.');
  await expectNoViolations(operator);

  await page.getByRole('button', { name: 'End 3 sessions …' }).click();
  await expect(dialog.getByRole('region', { name: 'Not covered' }).getByRole('listitem').first()).toHaveText(
    'For 1 session, a fact that the rule needs was not recorded. It is not ended.',
  );
  await operator.begin('End 3 sessions');
  await expect(main.getByText('Complete with gaps: 3 of 3 sessions ended')).toBeVisible();
  expect(await stillThere(core.client, [match, ...ofAda, ofBob])).toEqual([ofBob]);

  const report = operator.grid('Sessions of this revocation');
  await expect(report.locator('tbody').getByRole('row')).toHaveCount(3);
  await page.getByRole('button', { name: /^Columns, / }).click();
  for (const column of ['Login method', 'Selected by', 'E-mail']) {
    const item = page.getByRole('menuitemcheckbox', { name: column });
    if ((await item.getAttribute('aria-checked')) === 'false') await item.click();
    await expect(item).toHaveAttribute('aria-checked', 'true');
  }
  await expectNoViolations(operator);
  await page.keyboard.press('Escape');
  await expect(report.getByRole('columnheader', { name: 'E-mail' })).toBeVisible();
  const selected = report
    .getByRole('row')
    .filter({ hasText: 'included by the operator: network not recorded' });
  await expect(selected).toHaveCount(2);
  await expect(selected.first()).toContainText('password');

  const folder = await mkdtemp(join(tmpdir(), 'curfew-export-'));
  const file = join(folder, 'targets.csv');
  await operator.launched.saveNextTo(file);
  await page.getByRole('button', { name: 'Export these sessions' }).click();
  await page.getByRole('menuitem', { name: /CSV/ }).click();
  await expect(main.getByText(/^Saved 3 rows.* to .*targets\.csv$/)).toBeVisible();
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\r\n');
  expect(lines.filter((line) => line.includes(',undecided,'))).toHaveLength(2);
  expect(lines.filter((line) => line.includes(`${mail('ada')},emailpassword,`))).toHaveLength(3);
  await rm(folder, { recursive: true });

  await main.getByText('Not covered: 1').click();
  const gaps = operator.grid('What was not covered');
  await expect(gaps.locator('tbody').getByRole('row')).toHaveCount(1);
  await expect(gaps).toContainText('Undecided: the recorded network is not an address: unknown');
  await expectNoViolations(operator);
  await main.getByRole('button', { name: 'Try these again' }).click();
  await preview.ready();
  await expect(bar).toContainText('1 undecided session is not ended unless you include it.');
  await bar.getByRole('button', { name: 'Include it' }).click();
  await expect(preview.numbers).toContainText('1 session of 1 user');
  await preview.end('1 session', 'included after all');
  expect(await stillThere(core.client, [ofBob])).toEqual([]);
});
