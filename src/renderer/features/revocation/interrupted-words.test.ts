import { describe, expect, it } from 'vitest';
import { countsAtStart } from './count-summary.ts';
import { interruptedWords, notKnownToBeEnded } from './interrupted-words.ts';

const counts = { ...countsAtStart(3_000), revoked: 1_200, 'already-gone': 40, sent: 760 };

describe('words for an interrupted revocation', () => {
  it('take everything that is not known to be ended as open, what was sent among it', () => {
    expect(notKnownToBeEnded(counts)).toBe('3,760 of 5,000 are not known to be ended.');
    expect(notKnownToBeEnded(countsAtStart(1))).toBe('1 of 1 is not known to be ended.');
  });

  it('say how many, and where', () => {
    expect(interruptedWords(counts, 'acme-prod')).toBe(
      'A revocation of 5,000 sessions on acme-prod was interrupted: 1,240 are known to be ended.',
    );
    expect(interruptedWords({ ...countsAtStart(0), revoked: 1 }, 'acme')).toBe(
      'A revocation of 1 session on acme was interrupted: 1 is known to be ended.',
    );
  });
});
