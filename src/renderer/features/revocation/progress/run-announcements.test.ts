import { describe, expect, it } from 'vitest';
import { exampleProgress, exampleReport } from '../../../../../test/unit/support/revocation-examples.ts';
import { announcementOf, endedAnnouncement } from './run-announcements.ts';

const running = exampleProgress();
const paused = exampleProgress({ run: { state: 'paused', reason: { type: 'operator' } } });

describe('what a screen reader says of a revocation', () => {
  it('is nothing as long as only numbers change', () => {
    expect(announcementOf(running, { ...running, step: { done: 9, of: 23 } }, 'acme')).toBeNull();
    expect(announcementOf(paused, paused, 'acme')).toBeNull();
  });

  it('is its state when that changes, and where', () => {
    expect(announcementOf(running, paused, 'acme')).toBe('Paused by you. 0 of 23 ended so far on acme');
    expect(announcementOf(paused, running, 'acme')).toBe('Continuing with 23 sessions on acme');
  });

  it('is nothing of one that was interrupted: a notice over every page shows it', () => {
    expect(announcementOf(undefined, exampleProgress({ run: { state: 'interrupted' } }), 'acme')).toBeNull();
  });

  it('is the result at its end', () => {
    expect(endedAnnouncement(exampleReport(), 'acme')).toBe('23 of 23 sessions ended on acme');
  });

  it('does not sound complete at the end of one whose plan has gaps', () => {
    expect(endedAnnouncement(exampleReport({ outcome: 'complete-with-gaps' }), 'acme')).toBe(
      'Complete with gaps: 23 of 23 sessions ended on acme',
    );
  });
});
