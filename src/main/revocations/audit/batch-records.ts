import { createHash, randomUUID } from 'node:crypto';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { AuditEntry } from '../../audit/audit-entry.ts';
import type { Recorder } from '../../audit/recorder.ts';
import type { WorkControl } from '../../shared/work-control.ts';

/**
 * What a batch did to a target. `not-named`: the core answered without naming the handle, so its session had ended
 * before. `unknown`: the call failed after it was sent. `not-sent`: it was intended, and no call was made.
 */
const batchOutcomes = ['revoked', 'not-named', 'unknown', 'not-sent'] as const;
export type BatchOutcome = (typeof batchOutcomes)[number];

export type BatchOf = 'sessions' | 'oauth-tokens';

const actions = {
  sessions: { intended: 'batch.intended', ended: 'batch.ended' },
  'oauth-tokens': { intended: 'oauth.intended', ended: 'oauth.ended' },
} as const;

/** A handle with what became of it, in the order of its batch. */
export interface BatchResult {
  readonly handle: string;
  readonly outcome: BatchOutcome;
}

/** A batch whose intent is in the audit log. */
export interface IntendedBatch {
  /** Notes what became of it. To be called once. Never throws. */
  readonly end: (results: readonly BatchResult[], how: BatchEnd) => void;
}

interface BatchEnd {
  /** Whether a call left for the core. */
  readonly isSent: boolean;
  /** Why it failed; null: it did not, or was not made. */
  readonly error: AppError | null;
}

interface EndedSession {
  readonly handle: string;
  /** Missing where the batch ends all sessions of a user by an id. Null: not known. */
  readonly userId?: string | null;
}

/** The batches of one run in the audit log. */
export interface BatchRecords {
  /**
   * Resolves when it is on disk that these sessions are going to be ended. Null: it cannot be written, so nothing may be
   * sent, and the run pauses. For tracked work.
   */
  readonly intend: (targets: readonly EndedSession[], of: BatchFacts) => Promise<IntendedBatch | null>;
}

interface BatchFacts {
  /** What is ended: sessions, or OAuth2 tokens of sessions that are gone. */
  readonly of: BatchOf;
  /** All sessions under the ids of this user are ended by their ids, whatever handles they have. */
  readonly byUserId?: string;
}

interface BatchRecordsParts {
  readonly recorder: Pick<Recorder, 'note' | 'record'>;
  /** What all records of the run have. */
  readonly common: () => Omit<AuditEntry, 'action' | 'outcome'>;
  /** The pass that is under way, from 1. */
  readonly pass: () => number;
  readonly control: Pick<WorkControl, 'pause'>;
}

export function createBatchRecords({ common, control, pass, recorder }: BatchRecordsParts): BatchRecords {
  return {
    intend: async (targets, { byUserId, of }) => {
      const batch = { batch: randomUUID(), pass: pass() };
      const user = byUserId === undefined ? {} : { user: byUserId };
      const handles = targets.map(({ handle }) => handle);
      const userIds = targets.flatMap(({ userId }) => userId ?? []);
      try {
        await recorder.record({
          ...common(),
          ...user,
          action: actions[of].intended,
          outcome: 'intended',
          details: {
            ...batch,
            count: handles.length,
            sha256: hashOfLines(handles),
            ...(byUserId === undefined ? {} : { byUserId: true }),
          },
          targets: { handles, userIds: [...new Set(byUserId === undefined ? userIds : [byUserId])] },
        });
      } catch (thrown) {
        control.pause({ type: 'log', error: toAppError(thrown) });
        return null;
      }
      return {
        end: (results, { error, isSent }) => {
          const why = error === null ? {} : { code: error.code };
          recorder.note({ ...common(), ...user, ...batchEnded(of, batch, results, isSent, why) });
        },
      };
    },
  };
}

type Details = NonNullable<AuditEntry['details']>;

/** The part of the record that says how a batch ended. */
export function batchEnded(
  of: BatchOf,
  batch: Details,
  results: readonly BatchResult[],
  isSent: boolean,
  more: Details,
): Pick<AuditEntry, 'action' | 'outcome' | 'details'> {
  const counts = Object.fromEntries(
    batchOutcomes.map((name) => [name, results.filter(({ outcome }) => outcome === name).length]),
  ) as Record<BatchOutcome, number>;
  const { 'not-named': notNamed, 'not-sent': notSent, revoked, unknown } = counts;
  return {
    action: actions[of].ended,
    outcome: unknown > 0 ? 'unknown' : isSent ? 'done' : 'failed',
    details: {
      ...batch,
      count: results.length,
      sha256: hashOfResults(results),
      revoked,
      notNamed,
      unknown,
      notSent,
      ...(isSent ? {} : { state: 'not-sent' }),
      ...more,
    },
  };
}

function hashOfResults(results: readonly BatchResult[]): string {
  return hashOfLines(results.map(({ handle, outcome }) => `${handle}\t${outcome}`));
}

function hashOfLines(lines: readonly string[]): string {
  return createHash('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex');
}
