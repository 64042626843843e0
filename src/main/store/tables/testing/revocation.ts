import type { Change } from '../../changes.ts';
import { transaction } from '../../files/transaction.ts';
import type { MatchRecord, UserRecord } from '../../records.ts';
import { applyChanges } from '../apply-changes.ts';
import { addRevocation, openTestFile } from './open-test-file.ts';

/** A revocation in a file of its own, with what most tests do to it. */
export function openRevocation(
  options: Parameters<typeof addRevocation>[1] & { readonly path?: string } = {},
) {
  const file = openTestFile(options.path);
  const rev = transaction(file, () => addRevocation(file, options));
  return {
    file,
    rev,
    commit: (...changes: readonly Change[]) =>
      transaction(file, () => {
        applyChanges(file, rev, ...changes);
      }),
  };
}

export function match(handle: string, more: Partial<MatchRecord> = {}): MatchRecord {
  return { handle, userId: null, createdAt: 1, expiry: null, ip: null, userAgent: null, line: null, ...more };
}

export function userRecord(userId: string, more: Partial<UserRecord> = {}): UserRecord {
  return { userId, name: null, identities: null, whole: false, own: false, ...more };
}
