import { describe, expect, it } from 'vitest';
import { defaultRunOptions } from '../../../contract/domain/revocation.ts';
import { optionsWords, runOptionsOf } from './run-options-words.ts';

describe('runOptionsOf', () => {
  it('takes what stands in the fields', () => {
    expect(runOptionsOf({ passes: 5, watchMinutes: '30', watchThen: 'end' })).toEqual({
      ...{ passes: 5, watchMinutes: 30, watchThen: 'end' },
    });
  });

  it('falls back where a field was emptied, and keeps within the limits', () => {
    expect(runOptionsOf({ passes: '', watchMinutes: '-', watchThen: 'report' })).toEqual(defaultRunOptions);
    expect(runOptionsOf({ passes: 0, watchMinutes: 9_999, watchThen: 'report' })).toMatchObject({
      ...{ passes: 1, watchMinutes: 240 },
    });
  });
});

describe('optionsWords', () => {
  it.each([
    [defaultRunOptions, '3 passes, no watch'],
    [{ passes: 1, watchMinutes: 10, watchThen: 'end' }, '1 pass, then watch for 10 min and end what is new'],
    [
      { passes: 2, watchMinutes: 5, watchThen: 'report' },
      '2 passes, then watch for 5 min and tell what is new',
    ],
  ] as const)('%j', (options, words) => {
    expect(optionsWords(options)).toBe(words);
  });
});
