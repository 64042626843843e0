import { expect } from 'vitest';
import type { RunItem } from '../../../../src/contract/domain/revocation/report.ts';
import type { RunProgress } from '../../../../src/contract/domain/revocation/run.ts';
import { eventually } from '../eventually.ts';
import { callContext } from '../stream.ts';
import type { createTestClock } from '../test-clock.ts';
import type { RevocationDriver } from './revocation-driver.ts';

const lookEveryMs = 10_000;

export function watchFor(driver: RevocationDriver, planId: string, watchThen: 'report' | 'end', minutes = 1) {
  return driver.revocations.handlers['revocation.watchFor']({ planId, minutes, watchThen }, callContext());
}

/** Follows a watch whose time the test makes pass. */
export function followWatch(driver: RevocationDriver, id: string, clock: ReturnType<typeof createTestClock>) {
  let last: RunProgress | undefined;
  const items: RunItem['type'][] = [];
  const following = driver.settled(id, (item) => {
    items.push(item.type);
    if (item.type === 'progress') last = item.progress;
  });
  const progress = (): RunProgress => {
    if (!last) throw new Error('Nothing was reported yet.');
    return last;
  };
  const looked = () =>
    eventually(() => {
      expect(progress().lastLook?.endedAt).toBe(clock.now());
      expect(progress().run.state).toBe('watching');
    });
  // A look is shown a moment before the watch rests: time that passes in between wakes nobody.
  const rests = () => eventually(() => expect(clock.pending()).toContain(lookEveryMs));
  const beginLook = async () => {
    await rests();
    clock.advance(lookEveryMs);
  };
  return {
    ...{ following, progress, looked, rests, beginLook },
    published: (type: RunItem['type']) => items.filter((one) => one === type).length,
    /** With what the watch ends because of it. */
    nextLook: async () => {
      await beginLook();
      await looked();
      await rests();
    },
  };
}
