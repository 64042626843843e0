import type { Rule, RuleCondition } from '../../contract/domain/rule.ts';
import { formatList } from './format-count.ts';
import { formatExactTime, type Times } from './format-time.ts';
import { text } from './text.ts';

/** More tenants than this are counted, not named. */
const mostNamedTenants = 5;

/**
 * A rule in one sentence: "Sessions in tenant acme whose IP address is in 203.0.113.0/24 and that were created before
 * 2026-11-24 14:00 UTC+1". `tenants` null: all.
 */
export function formatRule(rule: Rule, tenants: readonly string[] | null, times: Times): string {
  const where = formatTenants(tenants);
  if ('all' in rule && rule.all.length === 0) return text('formats.rule.everything', { where });
  return text('formats.rule.sessions', { where, conditions: formatClause(rule, times, false) });
}

function formatTenants(tenants: readonly string[] | null): string {
  if (tenants === null) return text('formats.rule.all-tenants');
  if (tenants.length > mostNamedTenants) return text('formats.rule.many-tenants', { count: tenants.length });
  return text('formats.rule.tenants', { count: tenants.length, tenants: formatList(tenants) });
}

/** The conditions of a rule. `isInner`: inside of another group, so it is put in brackets. */
function formatClause(rule: Rule, times: Times, isInner: boolean): string {
  if ('field' in rule) return formatCondition(rule, times, false);
  if ('not' in rule) {
    const { not } = rule;
    if ('field' in not) return formatCondition(not, times, true);
    return text('formats.rule.not', { conditions: formatClause(not, times, false) });
  }
  const isAll = 'all' in rule;
  const members = isAll ? rule.all : rule.any;
  if (members.length === 0) return text(isAll ? 'formats.rule.all-of-none' : 'formats.rule.any-of-none');
  const clauses = members
    // A group that is alone in its group is in the place of that one.
    .map((member) => formatClause(member, times, isInner || members.length > 1))
    .reduce((left, right) => text(isAll ? 'formats.rule.and' : 'formats.rule.or', { left, right }));
  return isInner && members.length > 1 ? text('formats.rule.group', { conditions: clauses }) : clauses;
}

function formatCondition(condition: RuleCondition, times: Times, isNegated: boolean): string {
  const negated = isNegated ? 'yes' : 'no';
  switch (condition.field) {
    case 'tenant':
      return text('formats.rule.tenant', { negated, tenant: condition.tenantId });
    case 'email-domain':
      return text('formats.rule.email-domain', { negated, domain: condition.domain });
    case 'role':
      return text('formats.rule.role', { negated, role: condition.role });
    case 'joined':
      return text('formats.rule.joined', {
        negated,
        when: condition.when,
        time: formatMinute(condition.at, times),
      });
    case 'created':
      return text('formats.rule.created', {
        negated,
        when: condition.when,
        time: formatMinute(condition.at, times),
      });
    case 'expires':
      return text('formats.rule.expires', {
        negated,
        when: condition.when,
        time: formatMinute(condition.at, times),
      });
    case 'ip': {
      const { network } = condition;
      const isRange = network.includes('/');
      return text(isRange ? 'formats.rule.network' : 'formats.rule.ip', { negated, network });
    }
    case 'user-agent':
      return text('formats.rule.user-agent', { negated, part: condition.contains });
    case 'payload':
      return formatPayload(condition, negated);
  }
}

function formatPayload(
  { in: data, path, test, value }: Extract<RuleCondition, { field: 'payload' }>,
  negated: string,
): string {
  switch (test) {
    case 'exists':
      return text('formats.rule.payload-exists', { negated, data, path });
    case 'equals':
      return text('formats.rule.payload-equals', { negated, data, path, value });
    case 'contains':
      return text('formats.rule.payload-contains', { negated, data, path, value });
  }
}

/** Rules are written by the minute: seconds and their parts are shown only where there are any. */
function formatMinute(at: number, times: Times): string {
  const exact = formatExactTime(at, times);
  const milliseconds = at % 1_000;
  return milliseconds === 0
    ? exact.replace(/(\d\d:\d\d):00 /, '$1 ')
    : exact.replace(/(\d\d:\d\d:\d\d) /, `$1.${String(milliseconds).padStart(3, '0')} `);
}

interface Source {
  readonly type: 'list' | 'rule';
  /** The revocation whose gaps are tried again. */
  readonly retryOf?: string | undefined;
}

/** The name of a list or the sentence of a rule, and that only gaps are tried again where that is so. */
export function withRetry(name: string, { retryOf, type }: Source): string {
  if (retryOf === undefined) return name;
  return text(type === 'list' ? 'formats.rule.retry-list' : 'formats.rule.retry-rule', { name });
}
