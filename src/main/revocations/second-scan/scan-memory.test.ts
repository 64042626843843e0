import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { generatedCore } from '../../../../test/unit/support/cores/generated-core.ts';
import { openRevocations } from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import type { CorePort } from '../../core/protocol.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const shared = sharedStore();

/** Bytes that are in use. */
function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test('a second scan takes no more memory after many users than after the first pages', async () => {
  const heap: number[] = [];
  let isScanningAgain = false;
  const size = { tenants: 4, usersPerTenant: 3_000, sessionsPerUser: 0 };
  const generated = generatedCore({
    ...size,
    onPage: () => {
      if (isScanningAgain) heap.push(heapUsed());
    },
  });
  const sessions = new Set(['user-0-1-session-0']);
  const core: CorePort = {
    ...generated,
    sessionHandles: async ({ userId }) =>
      [...sessions].filter((handle) => handle.startsWith(`${userId}-session`)),
    revokeHandles: async ({ handles }) => {
      // Everyone of the last tenant signs in meanwhile.
      if (!isScanningAgain)
        for (let user = 0; user < 500; user++) sessions.add(`user-3-${user}-session-0_tenant-3`);
      isScanningAgain = true;
      return handles.filter((handle) => sessions.delete(handle));
    },
    user: async () => null,
    sessions: async ({ handles }, onBatch) => {
      onBatch(handles.map((handle) => ({ type: 'absent', handle })));
    },
  };
  const driver = await openRevocations({ core: () => core, ...shared.forDriver() });
  const { id } = await driver.planRule({ all: [] });
  await driver.start(id);

  expect(await driver.finished(id)).toMatchObject({
    outcome: 'complete',
    newSessions: { ended: 500, left: 0 },
    secondScan: { complete: true, users: 12_000, found: 500 },
  });
  expect(sessions.size).toBe(0);
  expect(heap).toHaveLength(24);
  // The users between the two moments are more than 6 MB as objects.
  expect((heap.at(-1) ?? 0) - (heap[3] ?? 0)).toBeLessThan(4 * 1_024 ** 2);
});
