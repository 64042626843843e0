import { describe, expect, it } from 'vitest';
import type { TargetCounts } from '../../../contract/domain/revocation.ts';
import { targetStates } from '../../../contract/domain/stored-names.ts';
import { countsAtStart, summarise } from './count-summary.ts';
import { failureMeaning, resultHeadline, resultNumbers, stateWords } from './result-words.ts';

function counts(some: Partial<TargetCounts>): TargetCounts {
  return { ...countsAtStart(0), ...some };
}

/** Every combination of "none", "one" and "some" over the eight states: 6,561 results. */
function* everyResult(): Generator<TargetCounts> {
  const sizes = [0, 1, 1_240];
  for (let code = 0; code < sizes.length ** targetStates.length; code += 1) {
    const result = countsAtStart(0);
    let rest = code;
    for (const state of targetStates) {
      result[state] = sizes[rest % sizes.length] ?? 0;
      rest = Math.floor(rest / sizes.length);
    }
    yield result;
  }
}

describe('the numbers of a revocation', () => {
  it('add up to the plan, whatever the result', () => {
    for (const result of everyResult()) {
      const { total, ended, unknown, failed, stillThere, untouched } = summarise(result);
      expect(ended + unknown + failed + stillThere + untouched).toBe(total);
      expect(Object.values(result).reduce((sum, count) => sum + count, 0)).toBe(total);
      expect(resultNumbers(result).reduce((sum, { count }) => sum + count, 0)).toBe(total);
    }
  });

  it('never count what is unknown as failed, nor as ended', () => {
    expect(summarise(counts({ unknown: 12, sent: 3, revoked: 11 }))).toMatchObject({
      ...{ ended: 11, unknown: 15, failed: 0 },
    });
  });

  it('show the four that answer "is it over?" even when they are 0, and the others when there are any', () => {
    expect(
      resultNumbers(counts({ revoked: 21, 'already-gone': 2 })).map(
        ({ count, words }) => `${count} ${words}`,
      ),
    ).toEqual(['21 revoked', '2 were not there any more', '0 still there', '0 unknown']);
    const all = resultNumbers(counts({ 'revoked-unconfirmed': 1, failed: 1, planned: 2, sent: 1 }));
    expect(all.map(({ count, words }) => `${count} ${words}`)).toEqual([
      '0 revoked',
      '0 were not there any more',
      '1 gone when read again',
      '0 still there',
      '0 unknown',
      '1 on the way, no answer yet',
      '1 failed',
      '2 not sent',
    ]);
  });
});

describe('resultHeadline', () => {
  it.each([
    [counts({ revoked: 21, 'already-gone': 2 }), '23 of 23 ended'],
    [counts({ 'already-gone': 1 }), '1 of 1 ended'],
    [counts({ revoked: 9_000, failed: 1_005 }), '9,000 of 10,005 ended'],
    [counts({ revoked: 11, unknown: 12 }), '11 of 23 are known to be ended'],
    [counts({ revoked: 1, unknown: 1 }), '1 of 2 is known to be ended'],
    [counts({ planned: 23 }), '0 of 23 ended'],
  ])('%#: %s', (result, headline) => {
    expect(resultHeadline(result)).toBe(headline);
  });
});

describe('failureMeaning', () => {
  it.each([
    [counts({ planned: 23 }), 'Nothing was ended.'],
    [counts({ failed: 1 }), 'Nothing was ended.'],
    [counts({ revoked: 11, unknown: 12 }), '11 of 23 are known to be ended, 12 are unknown.'],
    [counts({ revoked: 4, failed: 1 }), '4 of 5 ended, 1 failed.'],
    [counts({ unknown: 1 }), '0 of 1 are known to be ended, 1 is unknown.'],
    [counts({ revoked: 11, planned: 12 }), '11 of 23 ended, 12 were not sent.'],
  ])('%#: %s', (result, meaning) => {
    expect(failureMeaning(result)).toBe(meaning);
  });

  it('says that nothing was ended only when nothing can have been', () => {
    for (const result of everyResult()) {
      const { ended, unknown } = summarise(result);
      expect(failureMeaning(result) === 'Nothing was ended.').toBe(ended + unknown === 0);
    }
  });
});

describe('words for one target', () => {
  it('say of the core\'s "false" that the session was not there any more, in singular and plural', () => {
    expect(stateWords('already-gone', 1)).toBe('was not there any more');
    expect(stateWords('already-gone', 2)).toBe('were not there any more');
  });

  it('use no word that blames, for any state', () => {
    for (const state of targetStates)
      expect(stateWords(state, 1)).not.toMatch(/error|kill|terminat|invalid/i);
  });
});
