import type { AuditRecord } from '../../contract/domain/audit/record.ts';
import type { ErrorReason } from '../../contract/error-reasons.ts';
import { Failure, failure } from '../../contract/failure.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { AuditLog } from './audit-log.ts';

/** How the services write into the audit log. */
export interface Recorder {
  /**
   * Resolves with the record when it is on disk, after everything that was noted before. Rejects with why the log cannot
   * be written: then it is not in the log, and what it was about must not happen.
   */
  readonly record: (entry: AuditEntry) => Promise<AuditRecord>;
  /** For what has happened already: takes it at once, and keeps it until it can be written. Never throws. */
  readonly note: (entry: AuditEntry) => void;
  /** Resolves when everything noted so far is on disk. Rejects when it is not; the next call tries again. */
  readonly settle: () => Promise<void>;
  /** Notes that are not on disk yet. */
  readonly waiting: () => number;
  /** Whether the log could not be written the last time, and something waits for it. */
  readonly isBehind: () => boolean;
}

/** So many are written again at a time. */
const mostAgain = 500;

export function createRecorder(log: Pick<AuditLog, 'record'>): Recorder {
  const underWay = new Set<Promise<void>>();
  /** What could not be written, in its order. */
  let unwritten: AuditEntry[] = [];
  let again: Promise<void> | undefined;

  async function write(entry: AuditEntry): Promise<AuditRecord> {
    try {
      return await log.record(entry);
    } catch (thrown) {
      throw logFailure(thrown);
    }
  }

  function submit(entry: AuditEntry): void {
    const done: Promise<void> = write(entry).then(
      () => void underWay.delete(done),
      () => {
        underWay.delete(done);
        unwritten.push(entry);
      },
    );
    underWay.add(done);
  }

  async function writeUnwritten(): Promise<void> {
    while (unwritten.length > 0) {
      const some = unwritten.splice(0, mostAgain);
      const results = await Promise.allSettled(some.map(write));
      const failed = results.find((result) => result.status === 'rejected');
      unwritten = [...some.filter((_, at) => results[at]?.status === 'rejected'), ...unwritten];
      if (failed) throw failed.reason;
    }
  }

  function catchUp(): Promise<void> {
    again ??= writeUnwritten().finally(() => {
      again = undefined;
    });
    return again;
  }

  return {
    record: async (entry) => {
      while (unwritten.length > 0) await catchUp();
      return write(entry);
    },
    note: (entry) => {
      // The order of what was noted is that of the log.
      if (unwritten.length > 0 || again) unwritten.push(entry);
      else submit(entry);
    },
    settle: async () => {
      await Promise.all(underWay);
      while (unwritten.length > 0) await catchUp();
    },
    waiting: () => underWay.size + unwritten.length,
    isBehind: () => unwritten.length > 0,
  };
}

/** Why the log cannot be written, in its own words: its file is one for everything that is ended. */
function logFailure(thrown: unknown): Failure {
  if (!(thrown instanceof Failure)) return failure('store-unavailable', { reason: 'log-unreachable' });
  const { code, params, reason } = thrown.error;
  // Closed with the console: nobody can do anything about that.
  if (code === 'aborted' || reasonsOfLog.has(reason)) return thrown;
  switch (code) {
    case 'disk-full':
      return failure(code, { reason: 'log-full' });
    case 'store-damaged':
    case 'store-newer':
      return failure('store-damaged', { reason: 'log-damaged' });
    default:
      return failure('store-unavailable', {
        reason: readOnlyCauses.has(params?.cause) ? 'log-read-only' : 'log-unreachable',
      });
  }
}

const reasonsOfLog: ReadonlySet<ErrorReason | undefined> = new Set([
  'log-full',
  'log-read-only',
  'log-damaged',
  'log-unreachable',
]);

const readOnlyCauses: ReadonlySet<string | number | undefined> = new Set([
  'SQLITE_READONLY',
  'SQLITE_PERM',
  'EACCES',
  'EPERM',
  'EROFS',
]);
