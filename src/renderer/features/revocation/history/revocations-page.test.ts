import { describe, expect, it } from 'vitest';
import type { DraftState } from '../../../../contract/domain/planning/draft.ts';
import { formatDraftSource, formatDraftState } from './revocations-page.tsx';

describe('the line of a draft', () => {
  it('names the list, or says the rule', () => {
    const list = { type: 'list', name: 'leaked.csv', format: { type: 'text' } } as const;
    expect(formatDraftSource({ source: list }, 'utc')).toBe('list leaked.csv');
    const rule = { type: 'rule', rule: { all: [] }, tenants: null } as const;
    expect(formatDraftSource({ source: { ...rule, rule: { all: [] } } }, 'utc')).toBe(
      'All sessions of all users in all tenants',
    );
  });

  it.each<[DraftState, string]>([
    [{ state: 'reading' }, 'reading'],
    [
      { state: 'waiting', error: { code: 'unreachable', retryable: true }, retryAt: 0 },
      'waiting for the core',
    ],
    [{ state: 'paused', by: 'operator', error: null }, 'paused'],
    // It can answer again by now: it is not asked before the draft is resumed.
    [{ state: 'paused', by: 'core', error: null }, 'paused because of the core'],
    [{ state: 'paused', by: 'store', error: null }, 'paused because of the disk'],
    [{ state: 'paused', by: 'restart', error: null }, 'paused: Curfew was closed'],
    [{ state: 'ready' }, 'ready'],
  ])('says the state: %j', (state, expected) => {
    expect(formatDraftState({ state })).toBe(expected);
  });
});
