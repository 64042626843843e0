import { describe, expect, it } from 'vitest';
import {
  ambiguousWords,
  choiceMeaning,
  choiceOptions,
  choiceProgressWords,
  choiceResultWords,
} from './ambiguous-words.ts';

const numbers = {
  ...{ lines: 1_200, chosen: 1, oneByOne: 0, candidates: 2_500, tenantsInAll: 2 },
  tenants: [
    { tenantId: 'public', lines: 1_100 },
    { tenantId: 'acme', lines: 1 },
  ],
};

describe('the choices for all ambiguous lines', () => {
  it('tell how many lines each of them changes', () => {
    expect(choiceOptions(numbers).map(({ label }) => label)).toEqual([
      'All candidates (1,200 lines)',
      'Only candidates in tenant public (1,100 lines)',
      'Only candidates in tenant acme (1 line)',
      'None (1 line)',
    ]);
  });

  it('say what they mean for the sessions before they are made', () => {
    const [all, , acme, none] = choiceOptions(numbers);
    if (!all || !acme || !none) throw new Error('There are four choices.');
    expect(choiceMeaning(all, numbers)).toBe(
      '1,200 lines change. All sessions of the chosen users are selected, in every tenant. Choices that were made before are replaced.',
    );
    expect(choiceMeaning(acme, { ...numbers, chosen: 0 })).toBe(
      '1 line changes. All sessions of the chosen users are selected, in every tenant.',
    );
    expect(choiceMeaning(none, numbers)).toBe('1 line changes. Nobody is selected by it then.');
  });
});

describe('the ambiguous lines', () => {
  it('are told with those on which users are chosen', () => {
    expect(ambiguousWords(numbers)).toBe('1,200 ambiguous lines. Users are chosen on 1 of them.');
    expect(ambiguousWords({ ...numbers, lines: 1, chosen: 0 })).toBe('1 ambiguous line. No user is chosen.');
  });

  it('are told apart from those that are handles of sessions', () => {
    expect(ambiguousWords({ ...numbers, lines: 2, chosen: 0, oneByOne: 1 })).toBe(
      '2 ambiguous lines. No user is chosen. 1 more is the handle of a session and the id of a user. Choose on it by itself.',
    );
  });
});

describe('a choice on many lines', () => {
  const progress = { done: 300, of: 1_200, changed: 298, failed: 2 };

  it('tells how far it is', () => {
    expect(choiceProgressWords(progress)).toBe('300 of 1,200 ambiguous lines, 298 changed');
  });

  it('tells what came of it, with lines that stay as before', () => {
    expect(choiceResultWords({ ...progress, failed: 0 })).toBe('298 lines changed.');
    expect(choiceResultWords(progress)).toBe(
      '298 lines changed. 2 lines stay as before, because a candidate could not be read or does not exist any more.',
    );
  });
});
