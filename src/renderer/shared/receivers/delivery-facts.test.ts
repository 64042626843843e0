import { describe, expect, it } from 'vitest';
import type { DeliveryState } from '../../../contract/domain/delivery.ts';
import { formatQueue, formatRefused } from './delivery-facts.tsx';

const quiet: DeliveryState = {
  ...{ state: 'idle', waiting: 0, oldestAt: null, refused: 0, damaged: 0, delivered: 0, deliveredAt: null },
  ...{ error: null, failedSince: null, nextAt: null },
};

describe('the queue of a receiver', () => {
  it.each([
    ['nothing was ever there', {}, 'Nothing waits.'],
    ['all of it was taken', { delivered: 2 }, 'Everything is delivered.'],
    ['some of it was refused', { delivered: 2, refused: 1 }, 'Nothing waits.'],
    ['some of it is damaged', { delivered: 2, damaged: 1 }, 'Nothing waits.'],
    ['something waits to be sent', { waiting: 1 }, '1 event waits.'],
    ['it is being sent', { waiting: 2, state: 'sending' }, 'Sending. 2 events wait.'],
    [
      'it could not be delivered',
      { waiting: 2, state: 'retrying' },
      '2 events wait. Curfew tries again by itself.',
    ],
  ] as const)('says what is true of it when %s', (_when, some, said) => {
    expect(formatQueue({ ...quiet, ...some }, 'events')).toBe(said);
  });

  it('says of what a receiver did not get whether the receiver refused it, or it was not sent', () => {
    expect(formatRefused({ ...quiet, refused: 2, damaged: 1 }, 'events')).toEqual([
      '2 events were refused. They are not sent again by themselves.',
      '1 event could not be read from the queue and was not sent: it is damaged on disk.',
    ]);
    expect(formatRefused({ ...quiet, damaged: 2 }, 'records')).toEqual([
      '2 records could not be read from the queue and were not sent: they are damaged on disk.',
    ]);
    expect(formatRefused(quiet, 'events')).toEqual([]);
  });

  it('has records where the audit log is forwarded', () => {
    expect(formatQueue({ ...quiet, waiting: 3 }, 'records')).toBe('3 records wait.');
  });
});
