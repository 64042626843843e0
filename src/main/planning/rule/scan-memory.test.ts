import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { generatedCore } from '../../../../test/unit/support/cores/generated-core.ts';
import { createRuleDesk, settled } from '../../../../test/unit/support/planning/rule-desk.ts';
import { systemClock } from '../../shared/clock.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes that are in use. */
function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test('a scan takes no more memory after many users and matches than after the first pages', async () => {
  const heap: number[] = [];
  const core = generatedCore({
    tenants: 6,
    usersPerTenant: 700,
    sessionsPerUser: 8,
    onPage: () => heap.push(heapUsed()),
  });
  const desk = await createRuleDesk(() => core, { clock: systemClock });
  onTestFinished(desk.remove);

  const draft = await desk.start({ rule: { all: [] } });

  expect((await settled(draft)).progress).toMatchObject({ users: 4_200, sessions: 33_600, matches: 33_600 });
  expect(heap).toHaveLength(12);
  // The matches between the two moments are more than 5 MB as objects.
  expect((heap.at(-1) ?? 0) - (heap[3] ?? 0)).toBeLessThan(4 * 1_024 ** 2);
});
