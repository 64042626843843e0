import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type FaultProxy, startFaultProxy } from '../../faults/fault-proxy.ts';
import { launchConsole } from '../../hosts/launch-console.ts';
import type { LaunchedConsole } from '../../hosts/shared/launched-console.ts';
import { seededCases } from '../../unit/support/full-run.ts';
import { callMain } from '../support/call-main.ts';
import { connectTo, operate } from '../support/console.ts';
import { drawnTwice } from '../support/drawn.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { previewOf, stillThere } from '../support/planning.ts';
import { isListing } from '../support/slow-core.ts';

const core = ownCoreUnderTest();
let proxy: FaultProxy;
let userData: string;
let handles: readonly string[];

test.beforeAll(async () => {
  proxy = await startFaultProxy(core.uri);
  userData = await mkdtemp(join(tmpdir(), 'curfew-scan-'));
  // With the users of the sample data more than a page: the scan writes a checkpoint after each page.
  const users = core.sandbox.seedUsers({ count: 500, prefix: 'scanned' });
  handles = users
    .filter((_, at) => at % 100 === 0)
    .flatMap((userId) =>
      core.sandbox.seedSessions({ userId, count: 1, userDataInDatabase: { ip: '10.81.0.1' } }),
    );
});
test.afterAll(async () => {
  await proxy.close();
  await rm(userData, { recursive: true, force: true });
});

/**
 * Holds the answers back as soon as the sessions of so many users were listed, so that the console is ended in the middle. Resolves
 * when one is held back.
 */
function holdAfter(lists: number): Promise<void> {
  let seen = 0;
  return new Promise((resolve) => {
    proxy.decide((request) => {
      if (isListing(request)) seen += 1;
      if (seen <= lists) return 'none';
      resolve();
      return 'held';
    });
  });
}

/** So many calls may take longer than what a single sentence is waited for. */
const scan = { timeout: 240_000 };

async function stopTheConsole(launched: LaunchedConsole, how: 'close' | 'kill'): Promise<void> {
  if (how === 'kill') await launched.kill();
  await launched.close();
}

const endings = (['kill', 'close'] as const).slice(0, seededCases({ full: 2, sample: 1 }));

for (const how of endings) {
  const ending = how === 'close' ? 'closed' : 'killed';
  test(`a scan continues from its checkpoint after the console was ${ending}`, async () => {
    const first = operate(await launchConsole({ userData }));
    const before = previewOf(first);
    const connectionId = await connectTo(first, {
      ...{ name: `core ${ending}`, address: proxy.uri, key: core.key },
    });
    // A page has 500 users; some of the sample data have two ids, and a list for each.
    const held = holdAfter(650);
    await first.goto('/revocations/new/rule');
    await first.page.getByRole('textbox', { name: 'Condition 1: value' }).fill('10.81.0.0/16');
    await first.page.getByRole('button', { name: 'Find the sessions' }).click();
    await held;
    await expect(before.progress).toContainText(/[5-7]\d\d of 800 users scanned/);
    await expect(before.progress).toContainText('Scanning users');
    // Also in a small window, and while the numbers and the sentence of the rule take more than a line.
    await first.page.setViewportSize({ width: 1_024, height: 700 });
    for (const name of ['Pause', 'Stop'])
      await expect(before.progress.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
    await stopTheConsole(first.launched, how);

    proxy.decide();
    const second = operate(await launchConsole({ userData }));
    const after = previewOf(second);
    await expect(second.topBar).toContainText(`core ${ending}`);
    await second.goto('/revocations');
    await expect(second.page.getByText('paused: Curfew was closed')).toBeVisible();
    await second.page
      .getByRole('link', { name: /10\.81\.0\.0\/16/ })
      .first()
      .click();
    await expect(after.progress).toContainText('Paused: Curfew was closed. Resume continues from here.');
    await expect(after.progress).toContainText(/[5-7]\d\d of 800 users scanned/);
    await after.progress.getByRole('button', { name: 'Resume' }).click();
    await expect(after.progress).toContainText('800 of 800 users scanned', scan);
    await after.ready();
    await expect(after.progress).toContainText('5 match');
    await second.page.getByRole('button', { name: 'Discard' }).click();
    await second.dialog.getByRole('button', { name: 'Discard the preview' }).click();
    await expect(second.page.getByRole('heading', { name: 'Revocations' })).toBeVisible();
    // Drafts are read after the page is there: without a draft nothing shows when they were.
    const { page } = second;
    expect(await callMain(page, 'planning.drafts', { connectionId })).toEqual({ ok: true, value: [] });
    await drawnTwice(page);
    await expect(second.page.getByRole('heading', { name: 'Drafts' })).toBeHidden();
    expect(second.launched.problems).toEqual({ cspViolations: [], pageErrors: [], consoleErrors: [] });
    await second.launched.close();
    expect(await stillThere(core.client, handles)).toEqual(handles);
  });
}
