import { describe, expect, it } from 'vitest';
import { countsAtStart } from '../../../../../test/unit/support/revocations/revocation-examples.ts';
import { targetFilters } from './targets-panel.tsx';

const none = { ended: 0, left: 0 };
const labels = (...input: Parameters<typeof targetFilters>) =>
  targetFilters(...input).map(({ label }) => label);

describe('the filters of the targets', () => {
  it('offers the states that any session has, with their numbers', () => {
    const counts = { ...countsAtStart(0), revoked: 1_240, unknown: 3 };
    expect(labels({ counts, newSessions: none, linkedSessions: none }, 'all')).toEqual([
      'All',
      '1,240 revoked',
      '3 unknown',
    ]);
  });

  it('offers new sessions, ended or not', () => {
    const counts = { ...countsAtStart(0), revoked: 1 };
    expect(labels({ counts, newSessions: { ended: 2, left: 1 }, linkedSessions: none }, 'all')).toEqual([
      'All',
      '1 revoked',
      '3 new',
    ]);
  });

  it('keeps the one that is shown when no session is left in it', () => {
    const counts = { ...countsAtStart(0), revoked: 5 };
    expect(labels({ counts, newSessions: none, linkedSessions: none }, 'unknown')).toContain('0 unknown');
    expect(labels({ counts, newSessions: none, linkedSessions: none }, 'failed')).toContain('0 failed');
    expect(labels({ counts, newSessions: none, linkedSessions: none }, 'new-sessions')).toContain('0 new');
  });
});
