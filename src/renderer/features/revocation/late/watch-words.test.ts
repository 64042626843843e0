import { describe, expect, it } from 'vitest';
import { endLateWords, linkedWords } from './late-words.ts';
import { lookWords, notKnownToBeNewWords, watchedWords } from './watch-words.ts';

const timeOf = (at: number) => `t${at}`;

describe('the words for a watch', () => {
  it('say from when how many users are watched', () => {
    expect(watchedWords(null, false, timeOf)).toBeNull();
    expect(watchedWords({ users: 1, from: 5, to: 5 }, false, timeOf)).toBe('1 user is watched since t5.');
    expect(watchedWords({ users: 50_000, from: 5, to: 9 }, true, timeOf)).toBe(
      '50,000 users were watched: the first since t5, the last since t9.',
    );
  });

  it('say how long a look takes, and how late a new session can be found where that is long', () => {
    expect(lookWords({ endedAt: 7, tookMs: 120, users: 1 }, timeOf)).toBe(
      'The last look ended at t7 and took 120 ms.',
    );
    expect(lookWords({ endedAt: 7, tookMs: 60_000, users: 50_000 }, timeOf)).toMatch(
      /longer than the pause of 10\.0 s between two looks: it can take 130\.0 s until a new session is found\.$/,
    );
  });

  it('say of sessions that were there at the first list that it is not known whether they are new', () => {
    expect(notKnownToBeNewWords(0)).toBeNull();
    expect(notKnownToBeNewWords(3)).toMatch(/^3 other sessions .* Whether they are new is not known\./);
  });
});

describe('the words for sessions that are not of the plan', () => {
  it('name those of linked accounts apart from new ones', () => {
    expect(endLateWords('new', 1)).toBe('End the new session');
    expect(endLateWords('linked', 2)).toBe('End the 2 sessions of linked accounts');
    expect(linkedWords({ ended: 0, left: 0 })).toBeNull();
    expect(linkedWords({ ended: 0, left: 2 })).toBe(
      '2 sessions of accounts that were linked during the run are still active. This order did not include them.',
    );
    expect(linkedWords({ ended: 1, left: 0 })).toMatch(/^1 session .* was ended afterwards\.$/);
  });
});
