import { describe, expect, it } from 'vitest';
import type { PlanScope } from '../../../contract/domain/revocation.ts';
import { scopeWords } from './scope-words.ts';

describe('scopeWords', () => {
  it.each<[PlanScope, string]>([
    [{ type: 'handles' }, '1,240 chosen sessions'],
    [{ type: 'user', userId: 'emp-1', tenantId: null }, 'all of emp-1'],
    [{ type: 'user', userId: 'emp-1', tenantId: 'acme' }, 'all of emp-1 in acme'],
    [{ type: 'list', name: 'leaked.csv' }, 'list leaked.csv'],
    [{ type: 'rule', rule: { all: [] }, tenants: ['acme'] }, 'All sessions of everyone in tenant acme'],
    [
      { type: 'list', name: 'leaked.csv', retryOf: 'r' },
      'list leaked.csv, only lines that were not covered before',
    ],
    [
      { type: 'rule', rule: { all: [] }, tenants: null, retryOf: 'r' },
      'All sessions of everyone in all tenants, only users and sessions that could not be read before',
    ],
  ])('%j', (scope, words) => {
    expect(scopeWords(scope, 1_240, 'utc')).toBe(words);
  });
});
