import { describe, expect, it } from 'vitest';
import type { Exposure } from '../../../contract/domain/signals.ts';
import { type ExposedReceiver, exposureOf } from './exposure.ts';

const until = 9_000;

/** One that protects all services and took everything at 5,000. */
function receiver(more: Partial<ExposedReceiver> = {}): ExposedReceiver {
  return {
    ...{ id: 'a', name: 'Gateway', protectsAllServices: true, past: null, since: null, notQueued: 0 },
    ...{ waiting: 0, delivered: 3, refused: 0, damaged: 0, deliveredAt: 5_000, error: null },
    ...more,
  };
}

const watching = receiver({ protectsAllServices: false, waiting: 3, delivered: 0, deliveredAt: null });
const open = (why: 'no-receiver' | 'not-all-gone') => ({ type: 'open', until, why }) as const;

type Case = readonly [
  name: string,
  receivers: readonly ExposedReceiver[],
  more: { readonly left?: number; readonly gone?: number },
  exposure: Exposure,
];

/** Beside one that took everything. */
const unconfirmed: readonly (readonly [string, Partial<ExposedReceiver>])[] = [
  ['waits for an event', { waiting: 1, delivered: 2 }],
  ['waits for one whose event was refused', { refused: 1, delivered: 2 }],
  ['waits for one whose event is damaged in the queue', { damaged: 1, delivered: 2 }],
  ['waits for one that was not told of a session', { notQueued: 1, delivered: 2 }],
  ['waits for one that took nothing', { notQueued: 3, delivered: 0, deliveredAt: null }],
  [
    'waits for one that was removed before it took all',
    { past: { because: 'removed', at: 6_000 }, delivered: 2, notQueued: 1 },
  ],
  [
    'waits for one that was removed, of which nobody knows what it took',
    { past: { because: 'removed', at: null }, delivered: 0, deliveredAt: null, notQueued: 3 },
  ],
  ['waits for the new address of one, which was told nothing', { since: until, delivered: 0, notQueued: 3 }],
];

describe('the exposure of a revocation', () => {
  const cases: readonly Case[] = [
    ['is open where there is no receiver', [], {}, open('no-receiver')],
    ['is open where no receiver protects all services', [watching], {}, open('no-receiver')],
    [
      'is open while a target is left, whatever was delivered',
      [receiver()],
      { left: 1 },
      open('not-all-gone'),
    ],
    [
      'is open where nothing was ended',
      [receiver({ delivered: 0, deliveredAt: null })],
      { gone: 0 },
      open('not-all-gone'),
    ],
    ['is closed when the only one took everything', [receiver()], {}, { type: 'closed', at: 5_000, of: 1 }],
    [
      'is closed at the last delivery of those that protect all services',
      [
        receiver(),
        receiver({ deliveredAt: 7_000 }),
        receiver({ protectsAllServices: false, deliveredAt: 8_000 }),
      ],
      {},
      { type: 'closed', at: 7_000, of: 2 },
    ],
    [
      'does not wait for one that protects not all',
      [receiver(), watching],
      {},
      { type: 'closed', at: 5_000, of: 1 },
    ],
    [
      'counts what one took that was removed afterwards',
      [receiver({ past: { because: 'removed', at: 6_000 } })],
      {},
      { type: 'closed', at: 5_000, of: 1 },
    ],
    [
      'does not ask what an earlier address took',
      [receiver({ past: { because: 'moved', at: 4_000 }, delivered: 1, notQueued: 2 }), receiver()],
      {},
      { type: 'closed', at: 5_000, of: 1 },
    ],
    [
      'stays closed when its receiver gets another address after the tokens have expired',
      [
        receiver({ past: { because: 'moved', at: until + 1 } }),
        receiver({ since: until + 1, delivered: 0, notQueued: 3 }),
      ],
      {},
      { type: 'closed', at: 5_000, of: 1 },
    ],
    [
      'stays closed when a receiver is added after the tokens have expired',
      [receiver(), receiver({ since: until + 1, delivered: 0, deliveredAt: null, notQueued: 3 })],
      {},
      { type: 'closed', at: 5_000, of: 1 },
    ],
    ...unconfirmed.map(
      ([name, more]): Case => [
        name,
        [receiver(), receiver(more)],
        {},
        { type: 'waiting', until, confirmed: 1, of: 2 },
      ],
    ),
  ];

  it.each(cases)('by what its receivers took, %s', (_, receivers, more, exposure) => {
    expect(exposureOf({ until, left: 0, gone: 3, receivers, ...more })).toEqual(exposure);
  });
});
