import { describe, expect, test } from 'vitest';
import { thrownError } from '../../../test/unit/support/rejection.ts';
import { failure } from '../../contract/failure.ts';
import { createAccessGate } from './check-call.ts';

const gate = createAccessGate({
  settings: (id) => {
    if (id === 'gone') throw failure('not-found', { reason: 'connection-unknown' });
    return { name: id, readOnly: id === 'acme-prod' };
  },
  connectionOfPlan: (planId) => ({ 'plan 1': 'acme-prod', 'plan 2': 'acme-test' })[planId],
});

describe('the access gate', () => {
  test.each([['read'], ['admin']] as const)('lets %s through everywhere', (access) => {
    expect(() => gate(access, { connectionId: 'acme-prod' })).not.toThrow();
  });

  test('lets a write through where the connection is not read-only', () => {
    expect(() => gate('write', { connectionId: 'acme-test' })).not.toThrow();
    expect(() => gate('write', { planId: 'plan 2' })).not.toThrow();
  });

  // control: read-only-guard
  test('refuses a write on a read-only connection, named directly or by its plan', () => {
    for (const input of [{ connectionId: 'acme-prod' }, { planId: 'plan 1' }])
      expect(thrownError(() => gate('write', input))).toMatchObject({
        code: 'read-only',
        reason: 'connection-read-only',
        params: { name: 'acme-prod' },
      });
  });

  test.each([
    ['an unknown plan', { planId: 'plan 9' }],
    ['an unknown connection', { connectionId: 'gone' }],
    ['no connection at all', {}],
    ['no input', null],
  ])('refuses a write on %s', (_name, input) => {
    expect(() => gate('write', input)).toThrow();
  });
});
