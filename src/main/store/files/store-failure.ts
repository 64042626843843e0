import { Failure, failure, toAppError } from '../../../contract/failure.ts';
import { CommitUnknown } from './transaction.ts';

/** Primary result codes of SQLite by name: what `details.cause` says. */
const primaryCodes: Readonly<Record<number, string>> = {
  1: 'SQLITE_ERROR',
  3: 'SQLITE_PERM',
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  7: 'SQLITE_NOMEM',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  15: 'SQLITE_PROTOCOL',
  17: 'SQLITE_SCHEMA',
  18: 'SQLITE_TOOBIG',
  19: 'SQLITE_CONSTRAINT',
  20: 'SQLITE_MISMATCH',
  26: 'SQLITE_NOTADB',
};

const diskFull = new Set(['SQLITE_FULL', 'ENOSPC', 'EDQUOT']);
const damaged = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_MISMATCH', 'ERR_OUT_OF_RANGE']);
const unavailable = new Set([
  'SQLITE_PERM',
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
  'SQLITE_NOMEM',
  'SQLITE_READONLY',
  'SQLITE_IOERR',
  'SQLITE_CANTOPEN',
  'SQLITE_PROTOCOL',
  // The connection was closed under the call.
  'ERR_INVALID_STATE',
]);

/** Whatever SQLite or the file system threw, as a `Failure` without a path; what nobody foresaw becomes `internal`. */
export function storeFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof CommitUnknown) return storeFailure(thrown.cause);
  const cause = causeOf(thrown);
  if (cause !== null) {
    if (diskFull.has(cause)) return diskIsFull(cause);
    if (damaged.has(cause) || isMissingSchema(thrown)) return fileIsDamaged(cause);
    if (unavailable.has(cause) || isSystemError(thrown)) return storeIsUnavailable(cause);
  }
  return new Failure(toAppError(thrown));
}

export function diskIsFull(cause: string): Failure {
  return failure('disk-full', { reason: 'store-full', params: { cause } });
}

export function fileIsDamaged(cause: string): Failure {
  return failure('store-damaged', { reason: 'file-damaged', params: { cause } });
}

export function storeIsUnavailable(cause: string): Failure {
  return failure('store-unavailable', { reason: 'store-unreachable', params: { cause } });
}

export function fileIsNewer(version: number): Failure {
  return failure('store-newer', { reason: 'file-newer', params: { version } });
}

function causeOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error)) return null;
  if ('errcode' in thrown && typeof thrown.errcode === 'number') {
    // The lowest byte is the primary code, the rest says more.
    return primaryCodes[thrown.errcode & 0xff] ?? `SQLITE_${thrown.errcode}`;
  }
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;
}

/** The version of the file was checked, so its schema has this table: some of its pages are not what was written. */
function isMissingSchema(thrown: unknown): boolean {
  return thrown instanceof Error && /^no such (table|column|index)/.test(thrown.message);
}

function isSystemError(thrown: unknown): boolean {
  return thrown instanceof Error && 'syscall' in thrown && 'errno' in thrown;
}
