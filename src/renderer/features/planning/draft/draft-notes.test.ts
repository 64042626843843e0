import { describe, expect, it } from 'vitest';
import { excludedBeforeText, exclusionProgressText, undecidedText } from './draft-notes.tsx';

it('undecided sessions are not ended unless they are included', () => {
  expect(undecidedText({ undecided: 12, undecidedIncluded: 0 })).toBe(
    '12 undecided sessions are not ended unless you include them.',
  );
  expect(undecidedText({ undecided: 1, undecidedIncluded: 0 })).toBe(
    '1 undecided session is not ended unless you include it.',
  );
  expect(undecidedText({ undecided: 9, undecidedIncluded: 3 })).toBe(
    'You included 3 of 12 undecided sessions. 9 are not ended.',
  );
  expect(undecidedText({ undecided: 0, undecidedIncluded: 12 })).toBe(
    'All 12 undecided sessions are included.',
  );
});

it('what was excluded before is said with its numbers, and that it is not ended unless it is included', () => {
  const of = (sessions: number, users: number) => excludedBeforeText({ excludedBefore: { sessions, users } });
  expect(of(0, 0)).toBeNull();
  expect(of(1, 0)).toBe(
    '1 session was excluded from the earlier revocation. What is found of it starts excluded, and is ended only if you include it.',
  );
  expect(of(0, 2)).toMatch(/^2 users were excluded .* What is found of them starts excluded/);
  expect(of(1_200, 1)).toMatch(/^1,200 sessions and 1 user were excluded .* What is found of them starts/);
});

describe('a change of many sessions', () => {
  const last = { rows: { type: 'undecided' }, excluded: false } as const;

  it('says how many sessions it has looked at', () => {
    const progress = { done: 1_200_000, of: 3_000_000 };
    expect(exclusionProgressText({ last, progress })).toBe(
      'Including sessions: 1,200,000 of 3,000,000 looked at',
    );
    expect(exclusionProgressText({ last: { ...last, excluded: true }, progress })).toMatch(/^Excluding /);
  });

  it('says nothing where there are so few that it is through at once', () => {
    expect(exclusionProgressText({ last, progress: { done: 0, of: 500 } })).toBeNull();
    expect(exclusionProgressText({ last, progress: null })).toBeNull();
  });
});
