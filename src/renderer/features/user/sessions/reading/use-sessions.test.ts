import { describe, expect, it } from 'vitest';
import type { SessionsSnapshot } from './session-store.ts';
import { describeFailedReading, describeProgress, describeSpread } from './use-sessions.ts';

function snapshot(
  state: 'idle' | 'listing' | 'reading' | 'done',
  counts: Partial<SessionsSnapshot['counts']> = {},
  total: number | null = null,
  earlier = 0,
): Parameters<typeof describeProgress>[0] {
  const none = { listed: 0, read: 0, gone: 0, failed: 0 };
  return { reading: { state }, counts: { ...none, ...counts }, earlier, total };
}

describe('the progress of reading', () => {
  it('names listing, listing again and reading', () => {
    expect(describeProgress(snapshot('listing'))).toBe('Listing the sessions');
    expect(describeProgress(snapshot('listing', { read: 3 }, 3))).toBe('Listing the sessions again');
    expect(describeProgress(snapshot('reading', { read: 1_240, listed: 8_765 }, 10_005))).toBe(
      '1,240 of 10,005 read',
    );
  });

  it('counts sessions that ended or failed as read', () => {
    expect(describeProgress(snapshot('reading', { read: 2, gone: 1, failed: 1, listed: 6 }, 10))).toBe(
      '4 of 10 read',
    );
  });

  it('counts sessions of an earlier reading as not read', () => {
    expect(describeProgress(snapshot('reading', { read: 10 }, 10, 7))).toBe('3 of 10 read');
    expect(describeProgress(snapshot('idle', { read: 10 }, 10, 7))).toBe('Reading stopped, 3 of 10 read');
  });

  it('is empty when all sessions are read', () => {
    expect(describeProgress(snapshot('done', { read: 10 }, 10))).toBeNull();
  });
});

describe('the spread of sessions', () => {
  it.each([
    [3, 2, '3 tenants · 2 login methods'],
    [3, 1, '3 tenants'],
    [1, 1, ''],
  ])('over %i tenants and %i login methods is shown as "%s"', (tenants, methods, shown) => {
    expect(describeSpread(tenants, methods)).toBe(shown);
  });
});

describe('the meaning of a failed reading', () => {
  it('never makes an incomplete list look complete', () => {
    expect(describeFailedReading(snapshot('done'))).toContain('not known how many');
    expect(describeFailedReading(snapshot('done', { listed: 12 }))).toContain(
      'more than the 12 sessions shown',
    );
    expect(describeFailedReading(snapshot('done', { read: 120, listed: 380 }, 500))).toContain(
      '120 of 500 sessions',
    );
    expect(describeFailedReading(snapshot('done', { read: 500 }, 500))).toContain('read before that');
    expect(describeFailedReading(snapshot('done', { read: 500 }, 500, 380))).toBe(
      '120 of 500 sessions could be read again. 380 are shown as read before.',
    );
  });
});
