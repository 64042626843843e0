import { describe, expect, it } from 'vitest';
import { exampleReceiver } from '../../../../../test/unit/support/revocations/revocation-examples.ts';
import type { DeliveryState } from '../../../../contract/domain/delivery.ts';
import type { ReceiverOfRevocation } from '../../../../contract/domain/signals.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { formatExactTime } from '../../../messages/format-time.ts';
import {
  awayReceivers,
  countNotQueued,
  formatAskedReceivers,
  formatExposure,
  formatReceived,
  formatReceiverError,
} from './format-signals.ts';

const at = Date.UTC(2026, 10, 27, 17, 4, 15);
const until = at + 3_600_000;
const utc = (moment: number) => formatExactTime(moment, 'utc');
const refusal: AppError = {
  ...{ code: 'receiver-refused', reason: 'receiver-refused-event', retryable: false },
  params: { host: 'gateway.example', err: 'invalid_key' },
};

describe('the exposure of a revocation', () => {
  it('is closed at the moment at which the last service confirmed', () => {
    expect(formatExposure({ type: 'closed', at, of: 2 }, { now: at, until, place: 'sentence' }, utc)).toBe(
      'Exposure closed 2026-11-27 17:04:15 UTC, 2 of 2 services confirmed',
    );
    expect(
      formatExposure({ type: 'closed', at, of: 1 }, { now: until + 1, until, place: 'sentence' }, utc),
    ).toContain('1 of 1 service confirmed');
  });

  it('is open as long as a service has not confirmed, and then over by itself', () => {
    const waiting = { type: 'waiting', until, confirmed: 1, of: 2 } as const;
    expect(formatExposure(waiting, { now: at, until, place: 'sentence' }, utc)).toBe(
      'Exposure open until 2026-11-27 18:04:15 UTC, 1 of 2 services confirmed',
    );
    expect(formatExposure(waiting, { now: until, until, place: 'sentence' }, utc)).toBeNull();
  });

  it('is said shorter after its label', () => {
    const place = 'label';
    expect(formatExposure({ type: 'closed', at, of: 2 }, { now: at, until, place }, utc)).toMatch(
      /^closed 2026/,
    );
    const waiting = { type: 'waiting', until, confirmed: 0, of: 2 } as const;
    expect(formatExposure(waiting, { now: at, until, place }, utc)).toMatch(/^open until 2026/);
  });

  it('was not closed by what was confirmed after the tokens had expired', () => {
    expect(
      formatExposure(
        { type: 'closed', at: until + 1, of: 2 },
        { now: until + 2, until, place: 'sentence' },
        utc,
      ),
    ).toBeNull();
  });

  it('owes nothing to receivers where none protects all services, or not all is gone', () => {
    for (const why of ['no-receiver', 'not-all-gone'] as const)
      expect(
        formatExposure({ type: 'open', until, why }, { now: at, until, place: 'sentence' }, utc),
      ).toBeNull();
  });
});

describe('what a receiver got of a revocation', () => {
  it.each([
    [{ delivered: 23, deliveredAt: at }, 'All 23 events were delivered 2026-11-27 17:04:15 UTC'],
    [{ delivered: 1, deliveredAt: at }, 'The event was delivered 2026-11-27 17:04:15 UTC'],
    [{ waiting: 3 }, 'No event delivered, 3 wait'],
    [
      { delivered: 20, deliveredAt: at, waiting: 1, refused: 1, notQueued: 1 },
      '20 events delivered, 1 waits, 1 was refused, 1 was not queued',
    ],
    [
      { delivered: 3, deliveredAt: at, refused: 2, damaged: 1 },
      '3 events delivered, 2 were refused, 1 could not be read',
    ],
    [{ damaged: 2 }, 'No event delivered, 2 could not be read'],
    [{}, 'No event, because no session is known to be gone'],
    [
      { past: { because: 'removed', at }, delivered: 21, deliveredAt: at, notQueued: 2 },
      'The receiver was removed 2026-11-27 17:04:15 UTC. It had taken 21 of 23 events',
    ],
    [
      { past: { because: 'removed', at }, notQueued: 1 },
      'The receiver was removed 2026-11-27 17:04:15 UTC. It had taken 0 of 1 event',
    ],
    [
      { past: { because: 'moved', at }, delivered: 23, deliveredAt: at },
      'The receiver got another address 2026-11-27 17:04:15 UTC. The earlier address had taken 23 of 23 events. They do not count for the new address',
    ],
    [
      { past: { because: 'removed', at: null }, notQueued: 2 },
      'The receiver was removed. What it took is not known any more',
    ],
  ] as const satisfies readonly (readonly [
    Partial<ReceiverOfRevocation>,
    string,
  ])[])('is said with each number that is not 0: %j', (some, said) => {
    expect(formatReceived({ ...exampleReceiver, ...some }, utc)).toBe(said);
  });

  it('has the reason of a refusal as long as something is open, and none afterwards', () => {
    const open = { ...exampleReceiver, refused: 1, error: refusal };
    expect(formatReceiverError(open)).toBe('gateway.example refused the event: invalid_key.');
    expect(formatReceiverError({ ...open, refused: 0, delivered: 1, deliveredAt: at })).toBeNull();
    expect(formatReceiverError({ ...open, error: null })).toBeNull();
  });

  it('has the reason why an event could not be sent, which is not a refusal', () => {
    const error: AppError = { code: 'store-damaged', reason: 'delivery-damaged', retryable: false };
    expect(formatReceiverError({ ...exampleReceiver, damaged: 1, error })).toBe(
      'What was to be sent could not be read from the queue: it is damaged on disk.',
    );
  });

  it('can be queued later at receivers that are still there', () => {
    const receivers = [
      { ...exampleReceiver, notQueued: 2 },
      { ...exampleReceiver, notQueued: 3, past: { because: 'removed', at } as const },
      { ...exampleReceiver, notQueued: 4 },
    ];
    expect(countNotQueued(receivers)).toBe(6);
  });
});

describe('the question before sessions are ended', () => {
  const quiet: DeliveryState = {
    ...{ state: 'idle', waiting: 0, oldestAt: null, refused: 0, damaged: 0, delivered: 1, deliveredAt: at },
    ...{ error: null, failedSince: null, nextAt: null },
  };
  const verification = { state: 'delivered', at, error: null } as const;

  it('says how many receivers are told, and whether that closes the exposure', () => {
    expect(formatAskedReceivers([{ protectsAllServices: false }])).toBe(
      '1 signal receiver gets an event for each ended session. It does not protect all services, so the exposure stays open until then.',
    );
    expect(formatAskedReceivers([{ protectsAllServices: false }, { protectsAllServices: false }])).toContain(
      'None of them protects all services',
    );
    expect(formatAskedReceivers([{ protectsAllServices: true }, { protectsAllServices: false }])).toBe(
      '2 signal receivers get an event for each ended session. The exposure closes earlier when the one that protects all services took the events.',
    );
  });

  it('names those that do not take events at present', () => {
    const receivers = [
      { name: 'gateway', delivery: quiet, verification },
      { name: 'edge', delivery: { ...quiet, error: refusal }, verification },
      { name: 'proxy', delivery: quiet, verification: { ...verification, state: 'refused' as const } },
    ];
    expect(awayReceivers(receivers)).toEqual(['edge', 'proxy']);
    expect(awayReceivers(receivers.slice(0, 1))).toEqual([]);
  });
});
