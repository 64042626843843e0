import { describe, expect, it } from 'vitest';
import type { AuditRow } from '../../../contract/domain/audit/log.ts';
import { isOfUser, revocationSince } from './last-ended.ts';

const row = (sequence: number, revocation: string | null = null) =>
  ({ type: 'record', isOpen: false, record: { sequence, revocation } }) as AuditRow;

describe('the last revocation of a user', () => {
  it('is one of which a batch was ended since the console was started', () => {
    expect(revocationSince(row(7), row(8, 'ended'))).toBe('ended');
    expect(revocationSince(row(9), row(8, 'ended'))).toBeNull();
  });

  it('is not known where the log does not say when the console was started, or has no batch', () => {
    expect(revocationSince(undefined, row(8, 'ended'))).toBeNull();
    expect(revocationSince({ type: 'damaged', sequence: 7 }, row(8, 'ended'))).toBeNull();
    expect(revocationSince(row(7), undefined)).toBeNull();
    expect(revocationSince(row(7), { type: 'damaged', sequence: 8 })).toBeNull();
  });

  it('is of the user or of selected sessions, and not of a list or of another user', () => {
    const tenantId = null;
    expect(isOfUser({ type: 'user', userId: 'ada', tenantId }, 'ada')).toBe(true);
    expect(isOfUser({ type: 'handles' }, 'ada')).toBe(true);
    expect(isOfUser({ type: 'user', userId: 'grace', tenantId }, 'ada')).toBe(false);
    expect(isOfUser({ type: 'list', name: 'siem.csv' }, 'ada')).toBe(false);
  });
});
