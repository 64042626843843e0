import type { Rule } from '../../../../contract/domain/rule.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import type { Times } from '../../../messages/format-time.ts';
import { parseCondition } from './condition-fields.ts';
import type { GroupNode, RuleNode } from './rule-tree.ts';

/** Most members of a group that main accepts. */
export const mostMembers = 50;

/** Which sessions a rule selects: by conditions, all in some tenants, or all. */
export type RuleType = 'conditions' | 'tenants' | 'everyone';

/** What main is asked for. `tenants` null: all tenants. */
export interface RuleRequest {
  readonly rule: Rule;
  readonly tenants: string[] | null;
}

/** A rule, or what is missing, by the id of the condition or group. */
export type ParsedRule =
  | { readonly state: 'complete'; readonly rule: Rule }
  | { readonly state: 'incomplete'; readonly problems: ReadonlyMap<number, MessageKey> };

/** Null while something is missing. */
export function toRequest(
  type: RuleType,
  tenants: readonly string[],
  parsed: ParsedRule,
): RuleRequest | null {
  const chosen = tenants.length === 0 ? null : [...tenants];
  switch (type) {
    case 'everyone':
      return { rule: { all: [] }, tenants: null };
    case 'tenants':
      return chosen === null ? null : { rule: { all: [] }, tenants: chosen };
    case 'conditions':
      return parsed.state === 'complete' ? { rule: parsed.rule, tenants: chosen } : null;
  }
}

/** The rule of an edited tree, as main accepts it. */
export function parseTree(tree: GroupNode, times: Times): ParsedRule {
  const problems = new Map<number, MessageKey>();
  const rule = parseNode(tree, times, problems);
  return problems.size === 0 && rule !== null
    ? { state: 'complete', rule }
    : { state: 'incomplete', problems };
}

function parseNode(node: RuleNode, times: Times, problems: Map<number, MessageKey>): Rule | null {
  if (node.type === 'condition') {
    const condition = parseCondition(node.form, times);
    if (typeof condition !== 'string') return condition;
    problems.set(node.id, condition);
    return null;
  }
  if (node.members.length === 0) problems.set(node.id, 'rule.missing.condition');
  if (node.members.length > mostMembers) problems.set(node.id, 'rule.missing.fewer-members');
  const members = node.members.flatMap((member) => parseNode(member, times, problems) ?? []);
  if (node.join === 'none') return { not: { any: members } };
  return node.join === 'all' ? { all: members } : { any: members };
}
