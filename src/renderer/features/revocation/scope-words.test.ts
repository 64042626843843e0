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
  ])('%j', (scope, words) => {
    expect(scopeWords(scope, 1_240, 'utc')).toBe(words);
  });
});
