import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { generatedCore } from '../../../../test/unit/support/cores/generated-core.ts';
import { openListDesk } from '../../../../test/unit/support/planning/list-desk.ts';
import { largestPiece } from '../../../contract/domain/planning/list-format.ts';
import type { User } from '../../../contract/domain/user.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const lines = 200_000;

function handleOf(n: number): string {
  return `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

function userOf(id: string): User {
  const emails = [`${id}@alpha.example`];
  const user = { id, emails, tenantIds: ['public'], timeJoined: 0, isPrimaryUser: false, phoneNumbers: [] };
  return { ...user, thirdParty: [], loginMethods: [] };
}

/** The list as it comes from a window. */
function* chunks(): Generator<Uint8Array> {
  const perChunk = Math.floor(largestPiece / 37);
  for (let from = 0; from < lines; from += perChunk) {
    const count = Math.min(perChunk, lines - from);
    yield Buffer.from(Array.from({ length: count }, (_, n) => `${handleOf(from + n)}\n`).join(''));
  }
}

test('a list of 200,000 lines takes no more memory than a few thousand of them', async () => {
  const heap: number[] = [];
  let reads = 0;
  const port = {
    ...generatedCore({ tenants: 1, usersPerTenant: 1, sessionsPerUser: 1 }),
    // No handle is a user's id; the users of the sessions are read for their names.
    usersById: async ({ userIds }, onBatch) =>
      onBatch(
        userIds.map((userId) =>
          userId.startsWith('user-')
            ? { type: 'found', userId, user: userOf(userId) }
            : { type: 'absent', userId },
        ),
      ),
    sessions: async ({ handles }, onBatch) => {
      if (reads++ % 20 === 0) {
        collectGarbage();
        heap.push(process.memoryUsage().heapUsed);
      }
      onBatch(
        handles.map((handle) => ({
          type: 'found',
          row: {
            ...{ handle, tenantId: 'public', userId: `user-${handle.slice(0, 7)}`, recipeUserId: 'x' },
            ...{ timeCreated: 1_700_000_000_000, expiry: 1_800_000_000_000, ip: null, userAgent: null },
          },
        })),
      );
    },
  } satisfies ReturnType<typeof generatedCore>;
  const desk = await openListDesk({ core: () => port });
  const list = await desk.start({ size: lines * 37 });

  const { signal } = new AbortController();
  for (const chunk of chunks()) await list.upload.add(chunk, signal);
  await list.finish();
  await list.until('ready', 'failed', 'paused');

  const { progress, state, totals } = list.snapshot();
  expect({ state, progress }).toMatchObject({
    state: { state: 'ready' },
    progress: { lines, resolved: lines },
  });
  expect(totals).toMatchObject({ sessions: lines, users: lines / 16, distinct: true });
  // As objects, the lines and sessions are more than 60 MB.
  expect(Math.max(...heap) - (heap[0] ?? 0)).toBeLessThan(20 * 1_024 ** 2);
  expect((await list.freeze()).targets).toBe(lines);
});
