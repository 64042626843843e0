import { describe, expect, it } from 'vitest';
import { lastOfUser } from './started-revocations.ts';

const inAcme = {
  ...{ id: 'in-acme', connectionId: 'core', handles: null, userId: 'ada' },
  ...{ tenantId: 'acme', startedAt: 2_000 },
};
const everywhere = { ...inAcme, id: 'everywhere', tenantId: null, startedAt: 1_000 };

describe('a revocation of the sessions of a user in one tenant', () => {
  it('is not said to have ended a session of another tenant', () => {
    expect(lastOfUser([inAcme], 'ada', { createdAt: 500, tenantId: 'public' })).toBeNull();
    expect(lastOfUser([inAcme], 'ada', { createdAt: 500, tenantId: 'acme' })).toBe('in-acme');
  });

  it('is no revocation of all sessions of the user', () => {
    expect(lastOfUser([inAcme], 'ada', { createdAt: 0, tenantId: null })).toBeNull();
    expect(lastOfUser([inAcme, everywhere], 'ada', { createdAt: 0, tenantId: null })).toBe('everywhere');
  });
});

it('a session that began after a revocation was started is not said to have been ended by it', () => {
  expect(lastOfUser([everywhere], 'ada', { createdAt: 1_001, tenantId: 'public' })).toBeNull();
  expect(lastOfUser([everywhere], 'ada', { createdAt: 1_000, tenantId: 'public' })).toBe('everywhere');
});
