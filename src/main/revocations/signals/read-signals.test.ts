import { describe, expect, it } from 'vitest';
import { createMemorySignals, receiver } from '../../../../test/unit/support/ports/memory-signals.ts';
import { countsAtStart, examplePlan } from '../../../../test/unit/support/revocations/revocation-examples.ts';
import type { StoreReader } from '../../store/interface.ts';
import { readSignals } from './read-signals.ts';

const gateway = receiver('a0000000-0000-4000-8000-00000000000a');
const event = { handle: 'a', userId: null, email: null, endedAt: 1, goneSince: 1 };

const counts = (gone: number) => ({
  targets: { ...countsAtStart(2 - gone), revoked: gone },
  ...{ newSessions: countsAtStart(0), linkedSessions: countsAtStart(0), lastActiveAt: 1 },
});

function runWith(gone: number) {
  return {
    ...{ id: 'r', counts: counts(gone), facts: { signalReceivers: [{ ...gateway, error: null }] } },
    ...{ order: { startedAt: 0 }, plan: { plan: examplePlan() } },
  } as unknown as Parameters<typeof readSignals>[1];
}

describe('what receivers got of a revocation at work', () => {
  // The numbers are read one after the other, and the run goes on meanwhile.
  it.each([
    0, 1, 2, 3,
  ])('leaves the exposure open where a session that was not read again is gone after %i numbers', async (after) => {
    const signals = createMemorySignals(gateway);
    await signals.queue({ revocationId: 'r', receiverId: gateway.id, reason: '', events: [event] });
    signals.settle(gateway.id, 'delivered');
    let numbersRead = 0;
    const areGone = () => (numbersRead++ >= after ? 2 : 1);
    const countTargets = async ({ where }: { where: string }) => {
      const gone = areGone();
      if (where === 'known-gone') return 1;
      return where === 'ordered-not-gone' ? 2 - gone : 0;
    };
    const read = { countTargets, counts: async () => counts(areGone()) } as unknown as StoreReader;
    expect(await readSignals({ read, signals }, runWith(1), 0)).toMatchObject({
      receivers: [{ delivered: 1, waiting: 0, notQueued: 0 }],
      exposure: { type: 'open', why: 'not-all-gone' },
    });
  });

  it.each([
    'refused',
    'damaged',
  ] as const)('has an event that is %s once, and is not told everything', async (outcome) => {
    const signals = createMemorySignals(gateway);
    await signals.queue({ revocationId: 'r', receiverId: gateway.id, reason: '', events: [event] });
    signals.settle(gateway.id, outcome);
    const countTargets = async ({ where }: { where: string }) => (where === 'known-gone' ? 1 : 0);
    const read = { countTargets, counts: async () => counts(1) } as unknown as StoreReader;
    expect(await readSignals({ read, signals }, runWith(1), 0)).toMatchObject({
      receivers: [{ ...{ delivered: 0, waiting: 0, refused: 0, damaged: 0, notQueued: 0 }, [outcome]: 1 }],
      exposure: { type: 'waiting', confirmed: 0, of: 1 },
    });
  });
});
