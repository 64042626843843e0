import { describe, expect, it } from 'vitest';
import { rule } from '../../../../contract/domain/rule.ts';
import { type ConditionForm, fieldFacts, fields } from './condition-fields.ts';
import { type ParsedRule, parseTree, toRequest } from './rule-request.ts';
import { emptyCondition, type GroupNode, type Join, type RuleNode } from './rule-tree.ts';

function condition(id: number, form: Partial<ConditionForm>): RuleNode {
  return { type: 'condition', id, form: { ...emptyCondition, ...form } };
}

function group(join: Join, ...members: readonly RuleNode[]): GroupNode {
  return { type: 'group', id: 0, join, members };
}

const network = condition(1, { field: 'ip', operator: 'in', text: ' 203.0.113.0/24 ' });

describe('an edited rule', () => {
  it('is complete when nothing is missing', () => {
    const tree = group(
      'all',
      network,
      condition(2, { field: 'created', operator: 'before', time: '2026-11-24T14:00' }),
    );
    expect(parseTree(tree, 'utc')).toEqual({
      state: 'complete',
      rule: {
        all: [
          { field: 'ip', network: '203.0.113.0/24' },
          { field: 'created', when: 'before', at: Date.UTC(2026, 10, 24, 14, 0) },
        ],
      },
    });
  });

  it('has negated conditions and groups', () => {
    const tree = group('none', condition(1, { field: 'tenant', operator: 'not-is', text: 'acme' }));
    expect(parseTree(tree, 'utc')).toEqual({
      state: 'complete',
      rule: { not: { any: [{ not: { field: 'tenant', tenantId: 'acme' } }] } },
    });
  });

  it('accepts a domain with or without @', () => {
    const tree = group(
      'any',
      condition(1, { field: 'email-domain', operator: 'is', text: '@alpha.example' }),
    );
    expect(parseTree(tree, 'utc')).toMatchObject({
      rule: { any: [{ field: 'email-domain', domain: 'alpha.example' }] },
    });
  });

  it.each(
    fields.flatMap((field) => fieldFacts[field].operators.map(({ value }) => [field, value] as const)),
  )('is accepted by main with a condition on %s and the operator %s', (field, operator) => {
    const filled = { text: 'a', time: '2026-11-24 14:00', value: 'b' };
    const parsed = parseTree(group('all', condition(1, { field, operator, ...filled })), 'utc');
    expect(parsed.state === 'complete' && rule.safeParse(parsed.rule).error).toBeUndefined();
    expect(JSON.stringify(parsed)).toContain(`"field":"${field}"`);
  });

  it.each(fields)('is incomplete while the value of the condition on %s is missing', (field) => {
    const operator = fieldFacts[field].operators[0]?.value ?? '';
    const parsed = parseTree(group('all', condition(1, { field, operator })), 'utc');
    expect(parsed).toMatchObject({ state: 'incomplete', problems: new Map([[1, expect.any(String)]]) });
  });

  it.each<[string, Partial<ConditionForm>, unknown]>([
    ['equals', { operator: 'equals', value: '' }, { test: 'equals', value: '' }],
    [
      'exists, with the value of an operator before',
      { operator: 'exists', value: 'x' },
      { test: 'exists', value: '' },
    ],
  ])('tests a value of the application: %s', (_case, form, wanted) => {
    const tree = group('all', condition(1, { field: 'payload', text: 'device.id', ...form }));
    expect(parseTree(tree, 'utc')).toMatchObject({
      rule: { all: [{ field: 'payload', in: 'either', path: 'device.id', ...(wanted as object) }] },
    });
  });

  it('names what is missing, by condition and group', () => {
    const tree = group('all', network, condition(2, { field: 'created', operator: 'before' }), {
      ...group('any'),
      id: 3,
    });
    expect(parseTree(tree, 'utc')).toEqual({
      state: 'incomplete',
      problems: new Map([
        [2, 'rule.missing.time'],
        [3, 'rule.missing.condition'],
      ]),
    });
  });
});

describe('the request for a rule', () => {
  const complete: ParsedRule = { state: 'complete', rule: { any: [{ field: 'role', role: 'admin' }] } };
  const incomplete: ParsedRule = { state: 'incomplete', problems: new Map([[1, 'rule.missing.role']]) };

  it('has the conditions, in all tenants unless some are chosen', () => {
    expect(toRequest('conditions', [], complete)).toEqual({ rule: complete.rule, tenants: null });
    expect(toRequest('conditions', ['acme'], complete)).toEqual({ rule: complete.rule, tenants: ['acme'] });
  });

  it('is not there while something is missing', () => {
    expect(toRequest('conditions', ['acme'], incomplete)).toBeNull();
    expect(toRequest('tenants', [], complete)).toBeNull();
  });

  it('has no conditions where all sessions are selected', () => {
    expect(toRequest('tenants', ['acme'], incomplete)).toEqual({ rule: { all: [] }, tenants: ['acme'] });
    expect(toRequest('everyone', ['acme'], incomplete)).toEqual({ rule: { all: [] }, tenants: null });
  });
});
