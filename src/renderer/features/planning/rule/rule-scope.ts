import type { Rule } from '../../../../contract/domain/rule.ts';
import type { WrittenRule } from './rule-of-tree.ts';

/** Whose sessions are looked for: by conditions, everything in some tenants, or everything. */
export type ScopeKind = 'conditions' | 'tenants' | 'everyone';

export const scopeChoices = [
  {
    value: 'conditions',
    label: 'Sessions that meet conditions',
    description: 'In all tenants or in some of them.',
  },
  {
    value: 'tenants',
    label: 'Everyone in these tenants',
    description: 'All sessions that were made in them.',
  },
  { value: 'everyone', label: 'Everyone', description: 'All sessions of all users in all tenants.' },
] as const;

/** What is asked of main, or null while something is missing. `tenants` null: all. */
export interface RuleRequest {
  readonly rule: Rule;
  readonly tenants: string[] | null;
}

export function ruleRequest(
  scope: ScopeKind,
  tenants: readonly string[],
  written: WrittenRule,
): RuleRequest | null {
  const chosen = tenants.length === 0 ? null : [...tenants];
  switch (scope) {
    case 'everyone':
      return { rule: { all: [] }, tenants: null };
    case 'tenants':
      return chosen === null ? null : { rule: { all: [] }, tenants: chosen };
    case 'conditions':
      return written.state === 'whole' ? { rule: written.rule, tenants: chosen } : null;
  }
}
