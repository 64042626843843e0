import { describe, expect, it } from 'vitest';
import {
  ambiguousSentences,
  choiceMeaning,
  choiceOptions,
  choiceProgressText,
  choiceResultSentences,
} from './ambiguous-bar.tsx';

const numbers = {
  ...{ lines: 1_200, chosen: 1, oneByOne: 0, candidates: 2_500, tenantsInAll: 2 },
  tenants: [
    { tenantId: 'public', lines: 1_100 },
    { tenantId: 'acme', lines: 1 },
  ],
};

describe('the choices for all ambiguous lines', () => {
  it('have the number of lines that each of them changes', () => {
    expect(choiceOptions(numbers).map(({ label }) => label)).toEqual([
      'All candidates (1,200 lines)',
      'Only candidates in tenant public (1,100 lines)',
      'Only candidates in tenant acme (1 line)',
      'None (1 line)',
    ]);
  });

  it('have a meaning for the sessions, shown before they are made', () => {
    const [all, , acme, none] = choiceOptions(numbers);
    if (!all || !acme || !none) throw new Error('There are four choices.');
    expect(choiceMeaning(all, numbers).join(' ')).toBe(
      '1,200 lines change. All sessions of the chosen users are selected, in every tenant. Earlier choices are replaced.',
    );
    expect(choiceMeaning(acme, { ...numbers, chosen: 0 }).join(' ')).toBe(
      '1 line changes. All sessions of the chosen users are selected, in every tenant.',
    );
    expect(choiceMeaning(none, numbers).join(' ')).toBe('1 line changes. It then selects no session.');
  });
});

describe('the ambiguous lines', () => {
  it('are shown with those on which users are chosen', () => {
    expect(ambiguousSentences(numbers).join(' ')).toBe(
      '1,200 ambiguous lines. Users are chosen on 1 of them.',
    );
    expect(ambiguousSentences({ ...numbers, lines: 1, chosen: 0 }).join(' ')).toBe(
      '1 ambiguous line. No user is chosen.',
    );
  });

  it('are counted apart from those that are handles of sessions', () => {
    expect(ambiguousSentences({ ...numbers, lines: 2, chosen: 0, oneByOne: 1 }).join(' ')).toBe(
      '2 ambiguous lines. No user is chosen. 1 more line is the handle of a session and the id of a user. Choose its users in its row.',
    );
  });
});

describe('a choice on many lines', () => {
  const progress = { done: 300, of: 1_200, changed: 298, failed: 2 };

  it('has a progress', () => {
    expect(choiceProgressText(progress)).toBe('300 of 1,200 ambiguous lines, 298 changed');
  });

  it('has a result, with lines that did not change', () => {
    expect(choiceResultSentences({ ...progress, failed: 0 }).join(' ')).toBe('298 lines changed.');
    expect(choiceResultSentences(progress).join(' ')).toBe(
      '298 lines changed. 2 lines did not change, because a candidate could not be read or no longer exists.',
    );
  });
});
