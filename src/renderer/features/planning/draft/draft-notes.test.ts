import { expect, it } from 'vitest';
import { undecidedText } from './draft-notes.tsx';

it('undecided sessions are not ended unless they are included', () => {
  expect(undecidedText({ undecided: 12, undecidedIncluded: 0 })).toBe(
    'For 12 sessions, a fact that the rule needs was not recorded. They are not ended unless you include them.',
  );
  expect(undecidedText({ undecided: 1, undecidedIncluded: 0 })).toMatch(
    /It is not ended unless you include it\.$/,
  );
  expect(undecidedText({ undecided: 9, undecidedIncluded: 3 })).toMatch(
    /You included 3\. 9 are not ended\.$/,
  );
  expect(undecidedText({ undecided: 0, undecidedIncluded: 12 })).toMatch(/All of them are included\.$/);
});
