import { describe, expect, it } from 'vitest';
import type { DraftState } from '../../../contract/domain/planning.ts';
import { draftSourceWords, draftStateWords } from './draft-words.ts';

describe('words for a plan in the making', () => {
  it('name the list, and say the rule', () => {
    const list = { type: 'list', name: 'leaked.csv', format: { type: 'text' } } as const;
    expect(draftSourceWords({ source: list }, 'utc')).toBe('List leaked.csv');
    const rule = { type: 'rule', rule: { all: [] }, tenants: null } as const;
    expect(draftSourceWords({ source: { ...rule, rule: { all: [] } } }, 'utc')).toBe(
      'All sessions of everyone in all tenants',
    );
  });

  it.each<[DraftState, string]>([
    [{ state: 'reading' }, 'being read'],
    [{ state: 'paused', by: 'operator', error: null }, 'paused'],
    [{ state: 'paused', by: 'core', error: null }, 'paused: the core does not answer'],
    [{ state: 'paused', by: 'restart', error: null }, 'paused: Curfew was ended'],
    [{ state: 'ready' }, 'ready'],
  ])('%j', (state, words) => {
    expect(draftStateWords({ state })).toBe(words);
  });
});
