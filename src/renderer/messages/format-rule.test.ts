import { describe, expect, it } from 'vitest';
import type { Rule } from '../../contract/domain/rule.ts';
import { formatRule, withRetry } from './format-rule.ts';

const at = Date.UTC(2026, 10, 24, 14, 0);
const shown = (rule: Rule, tenants: readonly string[] | null = ['acme']) => formatRule(rule, tenants, 'utc');

const network: Rule = { field: 'ip', network: '203.0.113.0/24' };
const old: Rule = { field: 'created', when: 'before', at };
const curl: Rule = { field: 'user-agent', contains: 'curl' };

describe('the sentence of a rule', () => {
  it('names tenants and conditions', () => {
    expect(shown({ all: [network, old] })).toBe(
      'Sessions in tenant acme whose IP address is in 203.0.113.0/24 and that were created before 2026-11-24 14:00 UTC',
    );
  });

  it('is about all users when the rule has no condition', () => {
    expect(shown({ all: [] }, null)).toBe('All sessions of all users in all tenants');
    expect(shown({ all: [] }, ['acme', 'globex'])).toBe(
      'All sessions of all users in tenants acme and globex',
    );
  });

  it('puts groups in brackets', () => {
    expect(shown({ all: [{ any: [network, curl] }, old] })).toBe(
      'Sessions in tenant acme (whose IP address is in 203.0.113.0/24 or whose user agent contains “curl”) and that were created before 2026-11-24 14:00 UTC',
    );
  });

  it('puts brackets around a group that is alone in its group', () => {
    expect(shown({ all: [{ any: [{ any: [network, curl] }] }, old] })).toBe(
      'Sessions in tenant acme (whose IP address is in 203.0.113.0/24 or whose user agent contains “curl”) and that were created before 2026-11-24 14:00 UTC',
    );
    expect(shown({ all: [{ any: [{ any: [network, curl] }] }] })).toBe(
      'Sessions in tenant acme whose IP address is in 203.0.113.0/24 or whose user agent contains “curl”',
    );
  });

  // A session of the same second can be on the other side.
  it('has a time as precisely as the rule has it', () => {
    expect(shown({ field: 'created', when: 'before', at: at + 123 })).toBe(
      'Sessions in tenant acme that were created before 2026-11-24 14:00:00.123 UTC',
    );
    expect(shown({ field: 'created', when: 'before', at: at + 5_040 })).toContain('14:00:05.040 UTC');
  });

  it('puts no brackets around one condition', () => {
    expect(shown({ all: [{ any: [curl] }] })).toBe(
      'Sessions in tenant acme whose user agent contains “curl”',
    );
  });

  it('names what a session must not meet', () => {
    expect(shown({ not: network })).toBe('Sessions in tenant acme whose IP address is not in 203.0.113.0/24');
    expect(shown({ not: { any: [network, curl] } })).toBe(
      'Sessions in tenant acme that do not meet (whose IP address is in 203.0.113.0/24 or whose user agent contains “curl”)',
    );
  });

  it.each<[Rule, string]>([
    [{ field: 'tenant', tenantId: 'globex' }, 'that were created in tenant globex'],
    [{ field: 'email-domain', domain: 'alpha.example' }, 'whose user has an address in alpha.example'],
    [{ field: 'role', role: 'admin' }, 'whose user has the role admin'],
    [{ field: 'joined', when: 'after', at }, 'whose user joined after 2026-11-24 14:00 UTC'],
    [{ field: 'expires', when: 'after', at: at + 5_000 }, 'that expire after 2026-11-24 14:00:05 UTC'],
    [{ field: 'ip', network: '2001:db8::1' }, 'whose IP address is 2001:db8::1'],
    [
      { field: 'payload', in: 'either', path: 'device.id', test: 'exists', value: '' },
      'whose session or token data has “device.id”',
    ],
    [
      { field: 'payload', in: 'token', path: 'plan', test: 'equals', value: 'free' },
      'whose “plan” in the token data is “free”',
    ],
  ])('has a clause for the condition %j', (condition, said) => {
    expect(shown(condition)).toBe(`Sessions in tenant acme ${said}`);
  });
});

const retryOf = '5f5f7c3e-4f0e-4a52-9f0a-0c8f0f0f0f0f';

it('a list or a rule of which only the gaps are tried again is said to be a retry', () => {
  expect(withRetry('list leaked.csv', { type: 'list', retryOf })).toBe(
    'list leaked.csv, only lines that were not covered before',
  );
  expect(withRetry('All sessions of all users', { type: 'rule', retryOf })).toBe(
    'All sessions of all users, only users and sessions that could not be read before',
  );
});

it('a list or a rule that is whole gets no addition', () => {
  expect(withRetry('list leaked.csv', { type: 'list' })).toBe('list leaked.csv');
});
