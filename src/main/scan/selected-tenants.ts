import type { Rule } from '../../contract/domain/rule.ts';

/**
 * The tenants outside of which the rule selects nothing, among the chosen ones (null: all); null: sessions of any tenant
 * can be selected.
 */
export function selectedTenants(rule: Rule, chosen: readonly string[] | null): ReadonlySet<string> | null {
  return intersection(namedTenants(rule), chosen && new Set(chosen));
}

/** Null: any. */
type Tenants = ReadonlySet<string> | null;

function namedTenants(rule: Rule): Tenants {
  if ('all' in rule) return rule.all.map(namedTenants).reduce(intersection, null);
  if ('any' in rule) return rule.any.map(namedTenants).reduce(union, new Set<string>());
  // A tenant that is made later can be any other than these.
  if ('not' in rule) return null;
  return rule.field === 'tenant' ? new Set([rule.tenantId]) : null;
}

function intersection(some: Tenants, others: Tenants): Tenants {
  return some && others ? new Set([...some].filter((tenantId) => others.has(tenantId))) : (some ?? others);
}

function union(some: Tenants, others: Tenants): Tenants {
  return some && others && new Set([...some, ...others]);
}

/** Whether a session in this tenant is selected, for a rule that asks for nothing but tenants. */
export type SelectsTenant = (tenantId: string) => boolean;

/**
 * Of a rule that selects everyone, or everyone in tenants: which tenants. Null: it asks for something else too, so who
 * signs in later is not known to be selected.
 */
export function everyoneIn(rule: Rule): SelectsTenant | null {
  if ('all' in rule) {
    const all = everyoneInEach(rule.all);
    return all && ((tenantId) => all.every((selects) => selects(tenantId)));
  }
  if ('any' in rule) {
    const any = everyoneInEach(rule.any);
    return any && ((tenantId) => any.some((selects) => selects(tenantId)));
  }
  if ('not' in rule) {
    const selects = everyoneIn(rule.not);
    return selects && ((tenantId) => !selects(tenantId));
  }
  return rule.field === 'tenant' ? (tenantId) => tenantId === rule.tenantId : null;
}

function everyoneInEach(rules: readonly Rule[]): readonly SelectsTenant[] | null {
  const each = rules.map(everyoneIn);
  return each.every((selects) => selects !== null) ? each : null;
}
