import { describe, expect, it } from 'vitest';
import { exposureLeft, formatExpired } from './exposure-bar.tsx';

const now = Date.UTC(2026, 10, 23, 16, 44, 11);
const minutes = (count: number) => now + count * 60_000;

describe('the share of the exposure that is left', () => {
  it('goes from 1 to 0 and stays there', () => {
    expect(exposureLeft(minutes(60), 3_600, now)).toBe(1);
    expect(exposureLeft(minutes(30), 3_600, now)).toBe(0.5);
    expect(exposureLeft(minutes(-5), 3_600, now)).toBe(0);
    expect(exposureLeft(minutes(90), 3_600, now)).toBe(1);
  });
});

describe('that the tokens have expired', () => {
  it('is said with the connection at which the lifetime was set, and without one where it was removed', () => {
    const expired = { time: '17:42', lifetimeS: 3_600 };
    expect(formatExpired({ ...expired, connection: 'Sandbox' })).toBe(
      'Access tokens of the ended sessions have expired since 17:42. The lifetime of access tokens that is set for Sandbox is 1 h.',
    );
    expect(formatExpired({ ...expired, connection: null })).toBe(
      'Access tokens of the ended sessions have expired since 17:42. The lifetime of access tokens that was set for the connection of this revocation is 1 h.',
    );
  });
});
