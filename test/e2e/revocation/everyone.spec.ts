import { expect, test } from '@playwright/test';
import { expectNoViolations } from '../support/axe.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { previewOf, stillThere } from '../support/planning.ts';
import { isEnding, isListing, slowCoreUnderTest } from '../support/slow-core.ts';

const core = ownCoreUnderTest();
const slow = slowCoreUnderTest(core);
const users = 60;

const operator = consoleUnderTest({ size: { width: 1_024, height: 700 } });
const tenantId = 'leaving';

test.beforeAll(async () => {
  await connectTo(operator, { name: 'slow core', address: slow.uri, key: core.key });
});

test('everyone in a tenant is scanned once more after the run, at a cost that is shown before, and that can be stopped; a watch then looks at everyone', async () => {
  const { page, dialog } = operator;
  const preview = previewOf(operator);
  const main = page.getByRole('main');
  const leavers = core.sandbox.seedUsers({ count: users, tenantId, prefix: 'leaver' });
  const [first = ''] = leavers;
  const handles = core.sandbox.seedSessions({ userId: first, tenantId, count: 2 });
  let hasEnded = false;
  let isSecondScan = false;
  let lists = 0;
  /** The second scan gets ten lists. The answers to the others are held back, until more of them are. */
  const holdSecondScan = () =>
    slow.decide((request) => {
      hasEnded ||= isEnding(request);
      isSecondScan ||= hasEnded && /\/users\?/.test(request.path);
      if (!isSecondScan || !isListing(request)) return 'none';
      lists += 1;
      return lists > 10 ? 'held' : 'none';
    });
  holdSecondScan();

  await operator.goto('/revocations/new/rule');
  await page.getByText('Everyone in these tenants').click();
  await page.getByRole('combobox', { name: 'Tenants' }).click();
  await page.getByRole('option', { name: tenantId }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Find the sessions' }).click();
  await preview.ready();
  await expect(preview.sessions).toContainText('not read');
  await page.getByRole('button', { name: 'End 2 sessions …' }).click();
  await expect(dialog).toContainText('all users are scanned once more');
  await expect(dialog).toContainText(/60 users, 121 calls, about \d+ s, after the sessions are ended/);
  await expectNoViolations(operator);

  await operator.begin('End 2 sessions');
  await expect(main).toContainText('Second scan: looking for sessions that began since the first scan');
  await expect(main).toContainText(/\d+ of 60 users scanned/);
  await expectNoViolations(operator);
  await main.getByRole('button', { name: 'Stop the second scan' }).click();
  // The calls under way get their answers, so often until main has heard of it.
  await expect(async () => {
    holdSecondScan();
    await expect(main.getByText('Complete with gaps: 2 of 2 sessions ended')).toBeVisible({ timeout: 1_000 });
  }).toPass();

  await expect(main.getByRole('region', { name: 'Not covered' })).toContainText(
    /\d+ users were not scanned again, because the second scan was stopped/,
  );
  await expect(main).toContainText(
    /The second scan was stopped after \d+ users? and found no further session/,
  );
  expect(await stillThere(core.client, handles)).toEqual([]);
  await expectNoViolations(operator);

  slow.decide();
  await main.getByRole('button', { name: 'Continue the second scan' }).click();
  await expect(main).toContainText('The second scan scanned all 60 users and found no further session');
  await expect(main.getByRole('region', { name: 'Not covered' })).toBeHidden();

  await main.getByRole('button', { name: 'Watch for 10 min' }).click();
  await expect(main).toContainText(/All users are watched too, and users who sign up/);
  await expect(main).toContainText(/The last look that saw all users began at/);
  // One who had no session before, and one who was not there.
  const [, quiet = ''] = leavers;
  const [signedUp = ''] = core.sandbox.seedUsers({ count: 1, tenantId, prefix: 'signed-up' });
  const begun = [quiet, signedUp].flatMap((userId) =>
    core.sandbox.seedSessions({ userId, tenantId, count: 1 }),
  );
  await expect(main).toContainText('2 new sessions were found while this ran and are still active.');
  await expectNoViolations(operator);
  await main.getByRole('button', { name: 'End the 2 new sessions …' }).click();
  const question = page.getByRole('dialog', { name: 'End the 2 new sessions?' });
  await question.getByRole('button', { name: 'End 2 sessions' }).click();
  await expect(main).toContainText('2 new sessions were found while this ran and were ended too.');
  expect(await stillThere(core.client, begun)).toEqual([]);
  await main.getByRole('button', { name: 'Stop watching' }).click();
  await expect(main).toContainText(/All users were watched too, and users who sign up/);
});
