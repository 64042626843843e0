import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { launchConsole } from '../../hosts/launch-console.ts';
import { seededCases } from '../../unit/support/full-run.ts';
import { expectNoViolations } from '../support/axe.ts';
import { connectTo, type Operator, operate } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { isEnding, isListing, slowCoreUnderTest } from '../support/slow-core.ts';
import { testUsersOf } from '../support/users.ts';

const core = ownCoreUnderTest();
const slow = slowCoreUnderTest(core);
const { alive, newUser } = testUsersOf(core);

let userData: string;
let operator: Operator;

async function launch(): Promise<void> {
  operator = operate(await launchConsole({ userData }));
}

test.beforeAll(async () => {
  userData = await mkdtemp(join(tmpdir(), 'curfew-killed-'));
  await launch();
  await connectTo(operator, { name: 'acme', address: slow.uri, key: core.key });
});
test.afterAll(async () => {
  await operator.launched.close();
  await rm(userData, { recursive: true, force: true });
});

/**
 * Holds back the answers from this call that ends sessions on, or from the first list of sessions after it. Resolves when one
 * is held back.
 */
function reached(moment: { ending: number; isListing?: boolean }): Promise<void> {
  return new Promise((resolve) => {
    let endings = 0;
    slow.decide((request) => {
      if (isEnding(request)) endings += 1;
      const isReached = moment.isListing ? isListing(request) : isEnding(request);
      if (endings < moment.ending || !isReached) return 'none';
      resolve();
      return 'held';
    });
  });
}

async function ask(userId: string, act: string): Promise<void> {
  await operator.goto(`/users/${userId}`);
  await operator.page.getByRole('button', { name: `${act} …`, exact: true }).click();
}

/** Starts the console again on what it left behind. */
async function startAgain(): Promise<void> {
  await operator.launched.kill();
  await launch();
  await expect(operator.topBar).toContainText('acme');
}

function notice() {
  return operator.page.getByRole('region', { name: 'Interrupted revocations' });
}

/** Where it is killed again each time it was resumed; the first time, while it ends sessions. */
const laterKills = ([{ ending: 1, isListing: true }, { ending: 2 }] as const).slice(
  0,
  seededCases({ full: 2, sample: 1 }),
);

test(`a revocation that is killed ${laterKills.length + 1} times and resumed reports what the core has`, async () => {
  const { id, handles } = await newUser('killed', 3_500);
  slow.decide();
  await ask(id, 'End 3,500 sessions');
  await expect(operator.dialog.getByRole('button', { name: 'End 3,500 sessions' })).toBeVisible();
  const before = handles.slice(1_000, 1_100);
  await core.client.post('/recipe/session/remove', { sessionHandles: before });

  const first = reached({ ending: 2 });
  await operator.begin('End 3,500 sessions');
  await first;
  for (const moment of [...laterKills.toReversed(), null]) {
    await startAgain();
    await expect(notice()).toContainText(
      /^A revocation of 3,500 sessions on acme was interrupted\. [\d,]+ sessions are known to be ended\./,
    );
    await expect(operator.topBar).toContainText('1 interrupted');
    const next = moment === null ? slow.decide() : reached(moment);
    await notice().getByRole('button', { name: 'Resume' }).click();
    await expect(notice()).toBeHidden();
    await next;
  }

  const { page } = operator;
  await page.getByRole('link', { name: 'Revocations' }).first().click();
  await operator.grid('Past revocations').getByRole('link', { name: '3,500 of 3,500 ended' }).click();
  await expect(page.getByRole('heading', { name: 'Revocation of 3,500 sessions' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText(`The run was resumed ${laterKills.length + 1} times`);
  await expect(page.getByRole('main')).toContainText('complete');
  expect(await alive(id)).toEqual([]);
});

test('a revocation that is killed and not resumed reads again what was sent, and reports what the core has', async () => {
  const { id } = await newUser('abandoned', 2_000);
  slow.decide();
  await ask(id, 'End 2,000 sessions');
  const middle = reached({ ending: 2 });
  await operator.begin('End 2,000 sessions');
  await middle;
  await startAgain();
  slow.decide();

  const { page } = operator;
  await notice().getByRole('button', { name: 'Show' }).click();
  const content = page.getByRole('main');
  await expect(content).toContainText('Interrupted: Curfew was closed during the run');
  await content.getByRole('button', { name: 'Do not send more' }).click();
  await expect(content.getByText(/^stopped by you, /)).toBeVisible();
  await expect(notice()).toBeHidden();
  const left = (await alive(id)).length;
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(2_000);
  await expect(content).toContainText(`${(2_000 - left).toLocaleString('en-US')} of 2,000 sessions ended`);
});

test('axe finds nothing while revocations are interrupted, paused and running, in both themes', async () => {
  const { id: endedOne } = await newUser('ended', 2);
  await ask(endedOne, 'End 2 sessions');
  await operator.confirm('End 2 sessions');
  for (const name of ['interrupted', 'paused', 'running']) {
    const { id } = await newUser(name, 1_600);
    slow.decide();
    await ask(id, 'End 1,600 sessions');
    const begun = reached({ ending: 1 });
    await operator.begin('End 1,600 sessions');
    await begun;
    if (name === 'interrupted') await startAgain();
    if (name === 'paused') {
      await operator.dialog.getByRole('button', { name: 'Pause' }).click();
      await expect(operator.dialog).toContainText('Pausing after the current calls');
      slow.decide();
      await expect(operator.dialog).toContainText('Paused by you');
    }
  }

  const { page } = operator;
  const content = page.getByRole('main');
  const open = page.getByRole('listitem', { name: /^Revocation: all sessions of/ });
  await operator.goto('/revocations');
  await expect(open).toHaveCount(3);
  await expect(operator.topBar).toContainText('1 running, 1 paused, 1 interrupted');
  await expect(operator.grid('Past revocations').getByRole('link').first()).toBeVisible();
  await expectNoViolations(operator);
  for (const state of ['Ending sessions', 'Paused by you', 'Interrupted']) {
    await open.filter({ hasText: state }).getByRole('link', { name: /^Open/ }).click();
    await expect(content).toContainText(state);
    await expect(operator.grid('Sessions of this revocation')).toBeVisible();
    await expectNoViolations(operator);
    await page.goBack();
  }
  await operator
    .grid('Past revocations')
    .getByRole('link', { name: /ended$/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: /^Revocation of/ })).toBeVisible();
  await expect(operator.grid('Sessions of this revocation')).toBeVisible();
  await expectNoViolations(operator);
});
