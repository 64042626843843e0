import { describe, expect, it } from 'vitest';
import { newSessionWords } from './new-session-words.ts';
import { secondScanCostWords } from './plan-words.ts';
import { rateWords, stepWords } from './run-words.ts';
import { secondScanAskedWords, secondScanWords } from './second-scan-words.ts';

const scan = { startedAt: 1, endedAt: 2, complete: true, users: 50_000, found: 3 };

describe('the second scan of a revocation of everyone', () => {
  it('is told with its cost before, in users, calls and time', () => {
    const secondScan = { users: 50_000, calls: 100_100, ms: 200_000 };
    expect(secondScanCostWords({ secondScan })).toBe(
      '50,000 users, 100,100 calls, about 4 min, after the sessions are ended',
    );
    expect(secondScanAskedWords({ secondScan })).toContain('You can stop this second scan.');
  });

  it('is not told of a plan that has none', () => {
    expect([secondScanCostWords({ secondScan: null }), secondScanAskedWords({ secondScan: null })]).toEqual([
      null,
      null,
    ]);
    expect(secondScanWords({ secondScan: null })).toBeNull();
  });

  it.each([
    [scan, 'The second scan visited all 50,000 users and found 3 further sessions.'],
    [{ ...scan, users: 1, found: 1 }, 'The second scan visited the only user and found 1 further session.'],
    [
      { ...scan, complete: false, users: 1_200, found: 0 },
      'The second scan was stopped after 1,200 users and found no further session.',
    ],
  ])('says in the report what it found, and whether it came to its end: %#', (secondScan, words) => {
    expect(secondScanWords({ secondScan })).toBe(words);
  });

  it('shows how many users it has visited, and how fast', () => {
    expect(stepWords({ phase: 'second-scan', step: { done: 1_200, of: 50_000 } })).toBe(
      '1,200 of 50,000 users visited',
    );
    expect(rateWords(480, 'second-scan')).toBe('480 users a second');
  });

  it('does not claim of sessions that it found when they began', () => {
    expect(newSessionWords({ ended: 2, left: 0 }, true)).toBe(
      '2 new sessions were found while this ran and were ended too.',
    );
  });
});
