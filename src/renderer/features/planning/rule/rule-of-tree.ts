import type { Rule, RuleCondition } from '../../../../contract/domain/rule.ts';
import type { ConditionForm, GroupNode, RuleNode } from './rule-tree.ts';
import { readTime } from './written-time.ts';

type Times = 'local' | 'utc';

/** Most members of a group that main takes. */
export const mostMembers = 50;

/** A rule, or what is missing in which condition or group, by id. */
export type WrittenRule =
  | { readonly state: 'whole'; readonly rule: Rule }
  | { readonly state: 'unfinished'; readonly problems: ReadonlyMap<number, string> };

/** What was written, as main takes it. */
export function ruleOfTree(tree: GroupNode, times: Times): WrittenRule {
  const problems = new Map<number, string>();
  const rule = ruleOf(tree, times, problems);
  return problems.size === 0 && rule !== null ? { state: 'whole', rule } : { state: 'unfinished', problems };
}

function ruleOf(node: RuleNode, times: Times, problems: Map<number, string>): Rule | null {
  if (node.kind === 'condition') {
    const read = conditionOf(node.form, times);
    if (typeof read !== 'string') return read;
    problems.set(node.id, read);
    return null;
  }
  if (node.members.length === 0) problems.set(node.id, 'Add a condition.');
  if (node.members.length > mostMembers)
    problems.set(node.id, `A group holds at most ${mostMembers} conditions.`);
  const members = node.members.flatMap((member) => ruleOf(member, times, problems) ?? []);
  if (node.join === 'none') return { not: { any: members } };
  return node.join === 'all' ? { all: members } : { any: members };
}

/** The condition, or what is missing. */
function conditionOf(form: ConditionForm, times: Times): Rule | string {
  const not = form.operator.startsWith('not-');
  const plain = plainCondition(form, form.operator.replace(/^not-/, ''), times);
  return typeof plain === 'string' || !not ? plain : { not: plain };
}

function plainCondition(form: ConditionForm, operator: string, times: Times): RuleCondition | string {
  const text = form.text.trim();
  switch (form.field) {
    case 'tenant':
      return text === '' ? 'Choose a tenant.' : { field: 'tenant', tenantId: text };
    case 'email-domain':
      return text === '' ? 'Write a domain.' : { field: 'email-domain', domain: text.replace(/^@/, '') };
    case 'role':
      return text === '' ? 'Write a role.' : { field: 'role', role: text };
    case 'ip':
      return text === '' ? 'Write an address or a network.' : { field: 'ip', network: text };
    case 'user-agent':
      return text === '' ? 'Write a part of it.' : { field: 'user-agent', contains: text };
    case 'payload': {
      if (text === '') return 'Write the name of the value.';
      const test = operator === 'equals' || operator === 'contains' ? operator : 'exists';
      if (test === 'contains' && form.value === '') return 'Write what it contains.';
      const value = test === 'exists' ? '' : form.value;
      return { field: 'payload', in: form.data, path: text, test, value };
    }
    default: {
      const at = readTime(form.time, times);
      if (at === null) return 'Choose a date and a time.';
      return { field: form.field, when: operator === 'after' ? 'after' : 'before', at };
    }
  }
}
