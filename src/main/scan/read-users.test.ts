import { describe, expect, it } from 'vitest';
import type { Rule } from '../../contract/domain/rule.ts';
import { everyoneIn, selectedTenants } from './read-users.ts';

const tenant = (tenantId: string): Rule => ({ field: 'tenant', tenantId });
const email: Rule = { field: 'email-domain', domain: 'alpha.example' };

describe('the tenants whose sessions a rule can select', () => {
  it.each<[string, Rule, string[] | null, string[] | null]>([
    ['are all for everyone', { all: [] }, null, null],
    ['are the chosen ones for everyone in these', { all: [] }, ['a', 'b'], ['a', 'b']],
    ['are the one that is named', tenant('a'), null, ['a']],
    ['are those that every condition leaves', { all: [tenant('a'), email] }, null, ['a']],
    ['are none where two are named at once', { all: [tenant('a'), tenant('b')] }, null, []],
    ['are those of all alternatives', { any: [tenant('a'), tenant('b')] }, null, ['a', 'b']],
    ['are all when an alternative names none', { any: [tenant('a'), email] }, null, null],
    ['are all when one is ruled out', { not: tenant('a') }, null, null],
    ['are none without alternatives', { any: [] }, null, []],
    ['are the chosen ones among the named', { any: [tenant('a'), tenant('b')] }, ['b', 'c'], ['b']],
  ])('%s', (_, rule, chosen, expected) => {
    const tenants = selectedTenants(rule, chosen);
    expect(tenants && [...tenants]).toEqual(expected);
  });
});

describe('a rule for everyone', () => {
  it.each<[string, Rule, boolean, boolean]>([
    ['in all tenants', { all: [] }, true, true],
    ['in a tenant', tenant('a'), true, false],
    ['in one of several tenants', { any: [tenant('b'), tenant('a')] }, true, true],
    ['in all tenants but one', { all: [{ not: tenant('b') }] }, true, false],
    ['in no tenant', { any: [] }, false, false],
  ])('is one %s', (_, rule, inA, inB) => {
    const selects = everyoneIn(rule);
    expect(selects && [selects('a'), selects('b')]).toEqual([inA, inB]);
  });

  it.each<[string, Rule]>([
    ['a fact of the user', email],
    [
      'a fact of the session beside a tenant',
      { all: [tenant('a'), { field: 'created', when: 'after', at: 0 }] },
    ],
    ['an alternative', { any: [tenant('a'), email] }],
    ['an exception', { not: email }],
  ])('is none that asks for %s', (_, rule) => {
    expect(everyoneIn(rule)).toBeNull();
  });
});
