import { cpSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { withFaults } from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { openTestStore } from '../../../../test/unit/support/store/test-store.ts';
import { callContext } from '../../../../test/unit/support/stream.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';

/**
 * One of two sessions of a user is left, and one that began later was found. The console is killed when it begins to end the new
 * one: before that is ordered on disk, or when it is.
 */
async function killAtOrder(core: FakeCore, when: 'before' | 'after') {
  const [folder, asKilled] = [temporaryFolder(), temporaryFolder()];
  const store = await openTestStore(folder);
  const first = await openRevocations({
    core: () => core.port,
    clock: createTestClock('automatic'),
    dataDirectory: folder,
    store: withFaults(store, {
      [when]: ({ method }: { readonly method: string }) => {
        if (method === 'orderSessions')
          cpSync(folder, asKilled, { recursive: true, filter: (path) => !path.includes('lock') });
      },
    }),
  });
  const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
  const handles = [core.addSession(ada), core.addSession(ada)];
  const [odd = ''] = handles;
  core.failsAt.add(odd);
  const { id } = await first.end({ type: 'handles', handles });
  const later = core.addSession(ada);
  await watchFor(first, id, 'report');
  expect(await first.finished(id)).toMatchObject({ counts: { failed: 1 }, newSessions: { left: 1 } });
  core.failsAt.clear();
  core.failsAt.add(later);
  await first.endUnplanned(id, 'new', 1);
  await first.finished(id);
  await first.close();
  await store.close();
  core.failsAt.clear();
  return { folder: asKilled, id, later };
}

async function abandon(driver: RevocationDriver, id: string) {
  await driver.revocations.handlers['revocation.abandon']({ id }, callContext());
  return driver.finished(id);
}

it('new sessions whose ending was abandoned before it was ordered are not ended with what is left of the plan', async () => {
  const core = new FakeCore();
  const { folder, id, later } = await killAtOrder(core, 'before');
  const again = await openRevocations({ core: () => core.port, dataDirectory: folder, closesWithTest: true });
  expect(await abandon(again, id)).toMatchObject({ newSessions: { ended: 0, left: 1 } });
  expect(await again.endRemaining(id)).toMatchObject({ outcome: 'complete', newSessions: { left: 1 } });
  expect([...core.sessions.keys()]).toEqual([later]);
});

it('new sessions whose ending was abandoned after it was ordered are counted in the question about what remains', async () => {
  const core = new FakeCore();
  const { folder, id } = await killAtOrder(core, 'after');
  const again = await openRevocations({ core: () => core.port, dataDirectory: folder, closesWithTest: true });
  expect(await abandon(again, id)).toMatchObject({
    ...{ outcome: 'incomplete', remaining: 2, counts: { failed: 1 } },
    newSessions: { ended: 0, left: 1 },
  });
  // Of the plan alone it is one.
  expect(await errorOf(again.endRemaining(id, { count: 1 }))).toMatchObject({ code: 'bad-input' });
  expect(core.sessions.size).toBe(2);
  expect(await again.endRemaining(id, { count: 2 })).toMatchObject({
    ...{ outcome: 'complete', remaining: 0 },
    newSessions: { ended: 1, left: 0 },
  });
  expect(core.sessions.size).toBe(0);
});
