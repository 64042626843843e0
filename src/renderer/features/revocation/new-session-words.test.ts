import { describe, expect, it } from 'vitest';
import { newSessionWords, noNewSessionWords } from './new-session-words.ts';

describe('noNewSessionWords', () => {
  it('says that there are none only when they were looked for', () => {
    expect(noNewSessionWords(1)).toBe('No new session began while this ran.');
    expect(noNewSessionWords(0)).toBeNull();
  });
});

describe('newSessionWords', () => {
  it.each([
    [0, 0, null],
    [1, 0, '1 new session began while this ran and was ended too.'],
    [2, 0, '2 new sessions began while this ran and were ended too.'],
    [0, 1, '1 new session began while this ran and is still there.'],
    [0, 3, '3 new sessions began while this ran and are still there.'],
    [1_200, 4, '1,204 new sessions began while this ran: 1,200 ended too, 4 still there.'],
  ])('%i ended and %i left: %s', (ended, left, words) => {
    expect(newSessionWords({ ended, left })).toBe(words);
  });
});
