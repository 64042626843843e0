import { expect, it } from 'vitest';
import type { WrittenRule } from './rule-of-tree.ts';
import { ruleRequest } from './rule-scope.ts';

const written: WrittenRule = { state: 'whole', rule: { any: [{ field: 'role', role: 'admin' }] } };
const unfinished: WrittenRule = { state: 'unfinished', problems: new Map([[1, 'Write a role.']]) };

it('asks for what meets the conditions, in all tenants unless some are chosen', () => {
  expect(ruleRequest('conditions', [], written)).toEqual({ rule: written.rule, tenants: null });
  expect(ruleRequest('conditions', ['acme'], written)).toEqual({ rule: written.rule, tenants: ['acme'] });
});

it('asks for nothing while something is missing', () => {
  expect(ruleRequest('conditions', ['acme'], unfinished)).toBeNull();
  expect(ruleRequest('tenants', [], written)).toBeNull();
});

it('leaves the conditions out where everyone is meant', () => {
  expect(ruleRequest('tenants', ['acme'], unfinished)).toEqual({ rule: { all: [] }, tenants: ['acme'] });
  expect(ruleRequest('everyone', ['acme'], unfinished)).toEqual({ rule: { all: [] }, tenants: null });
});
