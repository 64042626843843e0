import type { Rule, RuleCondition } from '../../contract/domain/rule.ts';
import { formatExactTime } from './format-time.ts';

type Times = 'local' | 'utc';

/**
 * A rule in one sentence: "Sessions in tenant acme whose IP address is in 203.0.113.0/24 and that were created before
 * 2026-11-24 14:00 UTC+1". `tenants` null: all.
 */
export function formatRule(rule: Rule, tenants: readonly string[] | null, times: Times): string {
  const where = tenantsWords(tenants);
  if (isEverything(rule)) return `All sessions of everyone ${where}`;
  return `Sessions ${where} ${clause(rule, times, false)}`;
}

/** `{ all: [] }`: no condition at all. */
export function isEverything(rule: Rule): boolean {
  return 'all' in rule && rule.all.length === 0;
}

function tenantsWords(tenants: readonly string[] | null): string {
  if (tenants === null) return 'in all tenants';
  if (tenants.length === 1) return `in tenant ${tenants[0]}`;
  if (tenants.length > 5) return `in ${tenants.length} tenants`;
  return `in tenants ${tenants.slice(0, -1).join(', ')} and ${tenants.at(-1)}`;
}

/** What is said of the sessions; `inner`: inside of another group, so that it has to be held together. */
function clause(rule: Rule, times: Times, inner: boolean): string {
  if ('field' in rule) return conditionWords(rule, times, false);
  if ('not' in rule) {
    const { not } = rule;
    return 'field' in not
      ? conditionWords(not, times, true)
      : `that are not among those (${clause(not, times, false)})`;
  }
  const [members, joint, none] =
    'all' in rule ? [rule.all, ' and ', 'of any kind'] : [rule.any, ' or ', 'of no kind'];
  if (members.length === 0) return none;
  const words = members.map((member) => clause(member, times, members.length > 1)).join(joint);
  return inner && members.length > 1 ? `(${words})` : words;
}

const dataWords = {
  either: 'session or token data',
  database: 'session data',
  token: 'token data',
} as const;

function conditionWords(condition: RuleCondition, times: Times, not: boolean): string {
  switch (condition.field) {
    case 'tenant':
      return `that were ${not ? 'not ' : ''}made in tenant ${condition.tenantId}`;
    case 'email-domain':
      return `whose user has ${not ? 'no' : 'an'} address in ${condition.domain}`;
    case 'role':
      return `whose user ${not ? 'does not have' : 'has'} the role ${condition.role}`;
    case 'joined':
      return `whose user ${not ? 'did not join' : 'joined'} ${when(condition, times)}`;
    case 'created':
      return `that were ${not ? 'not ' : ''}created ${when(condition, times)}`;
    case 'expires':
      return `that ${not ? 'do not expire' : 'expire'} ${when(condition, times)}`;
    case 'ip':
      return `whose IP address is ${not ? 'not ' : ''}${network(condition.network)}`;
    case 'user-agent':
      return `whose user agent ${not ? 'does not contain' : 'contains'} “${condition.contains}”`;
    case 'payload':
      return payloadWords(condition, not);
  }
}

function payloadWords(condition: Extract<RuleCondition, { field: 'payload' }>, not: boolean): string {
  const data = dataWords[condition.in];
  const { path, value } = condition;
  if (condition.test === 'exists') return `whose ${data} has ${not ? 'no ' : ''}“${path}”`;
  const test = condition.test === 'equals' ? ['is', 'is not'] : ['contains', 'does not contain'];
  return `whose “${path}” in the ${data} ${test[not ? 1 : 0]} “${value}”`;
}

function network(text: string): string {
  return text.includes('/') ? `in ${text}` : text;
}

function when(
  { when, at }: { readonly when: 'before' | 'after'; readonly at: number },
  times: Times,
): string {
  // Rules are written by the minute: seconds are said only where there are any.
  return `${when} ${formatExactTime(at, times).replace(/(\d\d:\d\d):00 /, '$1 ')}`;
}

interface Source {
  readonly type: 'list' | 'rule';
  /** The revocation whose gaps are tried again. */
  readonly retryOf?: string | undefined;
}

/** What a list or a rule is narrowed to when gaps are tried again; null: it is whole. */
export function formatRetry({ retryOf, type }: Source): string | null {
  if (retryOf === undefined) return null;
  return type === 'list'
    ? 'only lines that were not covered before'
    : 'only users and sessions that could not be read before';
}

/** The words for a list or a rule, and what it is narrowed to. */
export function withRetry(words: string, source: Source): string {
  const only = formatRetry(source);
  return only === null ? words : `${words}, ${only}`;
}
