import { describe, expect, it } from 'vitest';
import { ruleOfTree } from './rule-of-tree.ts';
import { type ConditionForm, emptyCondition, type GroupNode, type Join, type RuleNode } from './rule-tree.ts';

function condition(id: number, form: Partial<ConditionForm>): RuleNode {
  return { kind: 'condition', id, form: { ...emptyCondition, ...form } };
}

function group(join: Join, ...members: readonly RuleNode[]): GroupNode {
  return { kind: 'group', id: 0, join, members };
}

const network = condition(1, { field: 'ip', operator: 'in', text: ' 203.0.113.0/24 ' });

describe('what was written', () => {
  it('is a rule when nothing is missing', () => {
    const tree = group(
      'all',
      network,
      condition(2, { field: 'created', operator: 'before', time: '2026-11-24T14:00' }),
    );
    expect(ruleOfTree(tree, 'utc')).toEqual({
      state: 'whole',
      rule: {
        all: [
          { field: 'ip', network: '203.0.113.0/24' },
          { field: 'created', when: 'before', at: Date.UTC(2026, 10, 24, 14, 0) },
        ],
      },
    });
  });

  it('turns conditions and groups around', () => {
    const tree = group('none', condition(1, { field: 'tenant', operator: 'not-is', text: 'acme' }));
    expect(ruleOfTree(tree, 'utc')).toEqual({
      state: 'whole',
      rule: { not: { any: [{ not: { field: 'tenant', tenantId: 'acme' } }] } },
    });
  });

  it('takes a domain with or without its @', () => {
    const tree = group(
      'any',
      condition(1, { field: 'email-domain', operator: 'is', text: '@alpha.example' }),
    );
    expect(ruleOfTree(tree, 'utc')).toMatchObject({
      rule: { any: [{ field: 'email-domain', domain: 'alpha.example' }] },
    });
  });

  it.each<[string, Partial<ConditionForm>, unknown]>([
    ['equals', { operator: 'equals', value: '' }, { test: 'equals', value: '' }],
    [
      'exists, whatever stood there before',
      { operator: 'exists', value: 'x' },
      { test: 'exists', value: '' },
    ],
  ])('tests a value in the data: %s', (_case, form, wanted) => {
    const tree = group('all', condition(1, { field: 'payload', text: 'device.id', ...form }));
    expect(ruleOfTree(tree, 'utc')).toMatchObject({
      rule: { all: [{ field: 'payload', in: 'either', path: 'device.id', ...(wanted as object) }] },
    });
  });

  it('says what is missing, and where', () => {
    const tree = group('all', network, condition(2, { field: 'created', operator: 'before' }), {
      ...group('any'),
      id: 3,
    });
    expect(ruleOfTree(tree, 'utc')).toEqual({
      state: 'unfinished',
      problems: new Map([
        [2, 'Choose a date and a time.'],
        [3, 'Add a condition.'],
      ]),
    });
  });
});
