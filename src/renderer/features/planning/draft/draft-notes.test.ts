import { describe, expect, it } from 'vitest';
import { exclusionProgressText, undecidedText } from './draft-notes.tsx';

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
