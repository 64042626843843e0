import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../contract/domain/rule.ts';
import { compileUndecidedFor } from './compile-rule.ts';

const network: Rule = { field: 'ip', network: '192.0.2.0/24' };
const device: Rule = { field: 'user-agent', contains: 'curl' };
const tenant: Rule = { field: 'tenant', tenantId: 'acme' };

function session(ip: string | null, userAgent: string | null) {
  return { tenantId: 'acme', session: { timeCreated: 0, expiry: 0, ip, userAgent } };
}

describe('a rule is undecided about a session', () => {
  it('because of each condition whose fact was not recorded', () => {
    const both = compileUndecidedFor({ all: [tenant, { any: [network, { not: device }] }] });
    expect(both(session(null, null))).toEqual(['ip', 'user-agent']);
    expect(both(session(null, 'curl/8'))).toEqual(['ip']);
    expect(both(session('198.51.100.1', null))).toEqual(['user-agent']);
  });

  it('not because of a group that is decided by its other conditions', () => {
    const grouped = compileUndecidedFor({ any: [{ all: [network, { not: tenant }] }, device] });
    expect(grouped(session(null, null))).toEqual(['user-agent']);
  });

  it('because of the network also when what was recorded is no address', () => {
    expect(compileUndecidedFor(network)(session('unknown', null))).toEqual(['ip']);
  });
});
