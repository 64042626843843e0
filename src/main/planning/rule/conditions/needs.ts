import type { Rule, RuleCondition } from '../../../../contract/domain/rule.ts';

/** What has to be read to evaluate a rule, in addition to a list of users and the handles of their sessions. */
export interface Needs {
  readonly roles: boolean;
  readonly payloads: boolean;
}

export function needsOf(rule: Rule): Needs {
  const fields = new Set(fieldsOf(rule));
  return { roles: fields.has('role'), payloads: fields.has('payload') };
}

function fieldsOf(rule: Rule): RuleCondition['field'][] {
  if ('all' in rule) return rule.all.flatMap(fieldsOf);
  if ('any' in rule) return rule.any.flatMap(fieldsOf);
  return 'not' in rule ? fieldsOf(rule.not) : [rule.field];
}
