import { describe, expect, it } from 'vitest';
import { defaultRunOptions } from '../../../contract/domain/revocation.ts';
import { optionsWords, runOptionsOf } from './run-options-words.ts';

describe('runOptionsOf', () => {
  it('takes what stands in the fields', () => {
    expect(runOptionsOf({ rounds: 5, watchMinutes: '30', watchThen: 'end' })).toEqual({
      ...{ rounds: 5, watchMinutes: 30, watchThen: 'end' },
    });
  });

  it('falls back where a field was emptied, and keeps within the limits', () => {
    expect(runOptionsOf({ rounds: '', watchMinutes: '-', watchThen: 'tell' })).toEqual(defaultRunOptions);
    expect(runOptionsOf({ rounds: 0, watchMinutes: 9_999, watchThen: 'tell' })).toMatchObject({
      ...{ rounds: 1, watchMinutes: 240 },
    });
  });
});

describe('optionsWords', () => {
  it.each([
    [defaultRunOptions, '3 rounds, no watch'],
    [{ rounds: 1, watchMinutes: 10, watchThen: 'end' }, '1 round, then watch for 10 min and end what is new'],
    [
      { rounds: 2, watchMinutes: 5, watchThen: 'tell' },
      '2 rounds, then watch for 5 min and tell what is new',
    ],
  ] as const)('%j', (options, words) => {
    expect(optionsWords(options)).toBe(words);
  });
});
