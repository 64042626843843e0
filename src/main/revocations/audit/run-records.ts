import type { AuditConnection, AuditHead } from '../../../contract/domain/audit/record.ts';
import type { ConnectionSettings } from '../../../contract/domain/connection.ts';
import { gapsOf } from '../../../contract/domain/coverage.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAuditConnection } from '../../audit/audit-connection.ts';
import type { AuditEntry } from '../../audit/audit-entry.ts';
import type { Recorder } from '../../audit/recorder.ts';
import { createUntilDone } from '../../shared/until-done.ts';
import type { WorkControl, WorkState } from '../../shared/work-control.ts';
import type { SignalReceiverOfRun } from '../../signals/signals-port.ts';
import type { StoredCounts } from '../../store/interface.ts';
import type { PlanDocument } from '../../store/plan-document.ts';
import type { Facts, StoredRun } from '../report/documents.ts';
import { countAllEnded, countState, countUnplanned, coverageOf, passOf } from '../report/report.ts';
import { type BatchRecords, createBatchRecords } from './batch-records.ts';
import { countedBefore, type RecordsOfEnds } from './counted-before.ts';

/** What a run is begun for. `plan`: for the first time. */
const runWorks = [
  'plan',
  'interrupted',
  'abandoned',
  'remaining',
  'new-sessions',
  'linked-sessions',
  'verification',
  'watch',
  'oauth-tokens',
  'signals',
] as const;
export type RunWork = (typeof runWorks)[number];

/** One run in the audit log. What has happened is noted; nothing is ended whose intent is not on disk. */
export interface RunRecords extends BatchRecords {
  readonly began: (work: RunWork) => void;
  /** The events of so many sessions are in the queues of these receivers, but for those that failed. */
  readonly signalsQueued: (
    receivers: readonly SignalReceiverOfRun[],
    failed: ReadonlyMap<string, AppError>,
    sessions: number,
  ) => void;
  /** To be called after every change of the state. */
  readonly stateChanged: (state: WorkState, isInterrupted: boolean) => void;
  /**
   * Resolves with the record that says how it ended, when it is on disk with everything before it. While it cannot be
   * written, the run pauses. Rejects when the run is to end. Not for tracked work.
   */
  readonly finished: (facts: Facts, counts: StoredCounts) => Promise<AuditHead>;
  /** Resolves when everything noted is on disk; in all else as `finished`. */
  readonly settle: () => Promise<void>;
  /** So much waits to be written that no more is to be sent before some of it is. */
  readonly hasMuchWaiting: () => boolean;
}

interface RunRecordsParts {
  readonly stored: StoredRun;
  readonly recorder: Recorder;
  readonly log: RecordsOfEnds;
  readonly control: WorkControl;
  /** As it is now; null: it was removed. */
  readonly connection: () => AuditConnection | null;
  readonly facts: () => Facts;
  readonly isWatching: () => boolean;
}

/** Outcomes of batches, each of up to some hundred sessions. */
const muchWaiting = 64;

export function createRunRecords(parts: RunRecordsParts): RunRecords {
  const { connection, control, facts: factsNow, isWatching, log, recorder, stored } = parts;
  const { order, plan } = stored;
  const untilDone = createUntilDone(control, (error) => ({ type: 'log', error }));
  let endedBefore: number | undefined;
  let state: WorkState['state'] = 'running';

  const common = () => commonOfRevocation(stored, connection());

  function note(entry: Pick<AuditEntry, 'action' | 'details'>): void {
    recorder.note({ ...common(), outcome: 'done', ...entry });
  }

  return {
    ...createBatchRecords({ recorder, control, common, pass: () => passOf(factsNow()) }),
    began: (work) => {
      const { source, targets, users, wholeUsers } = plan.plan;
      const { oauthTokens, passes, watchMinutes, watchThen } = order.options;
      if (work === 'plan')
        note({
          action: 'run.started',
          details: {
            ...{ source: source.type, targets, users, wholeUsers },
            ...{ passes, watchMinutes, watchThen, oauthTokens },
          },
        });
      else note({ action: 'run.resumed', details: { work, targets } });
    },
    signalsQueued: (receivers, failed, sessions) => {
      const names = (areFailed: boolean) =>
        receivers.filter(({ id }) => failed.has(id) === areFailed).map(({ name }) => name);
      recorder.note({
        ...{ ...common(), action: 'signals.queued', outcome: failed.size > 0 ? 'failed' : 'done' },
        details: {
          ...{ sessions, receivers: names(false).join(', ') },
          ...(failed.size > 0 ? { failed: names(true).join(', ') } : {}),
        },
      });
    },
    stateChanged: (now, isInterrupted) => {
      if (now.state === state) return;
      const before = state;
      state = now.state;
      if (now.state === 'paused') {
        const { reason } = now;
        const why = reason.type === 'operator' ? {} : { code: reason.error.code };
        note({ action: 'run.paused', details: { by: reason.type, ...why } });
      }
      if (now.state === 'stopping')
        note(
          isInterrupted
            ? { action: 'run.paused', details: { by: 'console-end' } }
            : { action: 'run.stopped', details: { by: 'operator' } },
        );
      if (now.state === 'running' && before === 'paused')
        note({ action: 'run.resumed', details: { work: 'paused' } });
    },
    finished: (facts, counts) =>
      untilDone(async () => {
        await recorder.settle();
        const ended = countAllEnded(counts);
        endedBefore ??= await countedBefore(stored, log);
        const { hash, sequence } = await recorder.record({
          ...common(),
          action: 'run.finished',
          outcome: facts.outcome === 'incomplete' ? 'failed' : 'done',
          details: {
            ...numbersOf({ facts, isWatching: isWatching(), plan }, counts),
            ended: Math.max(0, ended - endedBefore),
          },
        });
        endedBefore = ended;
        return { sequence, hash };
      }),
    settle: () => untilDone(recorder.settle),
    hasMuchWaiting: () => recorder.waiting() > muchWaiting,
  };
}

/** A plan that the operator ordered to be carried out. */
export type OrderedPlan = Pick<StoredRun, 'id' | 'order' | 'plan'>;

/** The connection of a plan, as it is now. Null: it was removed, and `settings` throws. */
export function auditConnectionOf(
  { coreKeys, plan: { connectionId } }: PlanDocument,
  settings: (connectionId: string) => ConnectionSettings,
): AuditConnection | null {
  try {
    return toAuditConnection(connectionId, settings(connectionId), coreKeys);
  } catch {
    return null;
  }
}

/** What all records of a revocation have. `connection` null: it was removed. */
export function commonOfRevocation(
  { id, order, plan }: OrderedPlan,
  connection: AuditConnection | null,
): Omit<AuditEntry, 'action' | 'outcome'> {
  const { source } = plan.plan;
  return {
    connection,
    user: source.type === 'user' ? source.userId : null,
    revocation: id,
    reason: order.reason,
    ticket: order.ticket,
    correlation: id,
  };
}

function numbersOf(
  { facts, isWatching, plan }: Pick<StoredRun, 'facts' | 'isWatching' | 'plan'>,
  counts: StoredCounts,
): NonNullable<AuditEntry['details']> {
  const coverage = coverageOf(plan.plan.coverage, facts, counts, isWatching);
  const newSessions = countUnplanned(counts, 'new');
  const linkedSessions = countUnplanned(counts, 'linked');
  const gaps = gapsOf(coverage).map(({ count, gap }) => `${gap}: ${count ?? 'not known'}`);
  return {
    result: facts.outcome,
    targets: plan.plan.targets,
    revoked: countState(counts, 'revoked'),
    alreadyGone: countState(counts, 'already-gone'),
    revokedUnconfirmed: countState(counts, 'revoked-unconfirmed'),
    unknown: countState(counts, 'unknown'),
    failed: countState(counts, 'failed'),
    // Those that are not known to be gone, and how many of these are unknown.
    newSessionsLeft: newSessions.left,
    newSessionsUnknown: newSessions.unknown,
    linkedSessionsLeft: linkedSessions.left,
    linkedSessionsUnknown: linkedSessions.unknown,
    verified: facts.verifiedAt !== null,
    closedByUserId: facts.closedByUserId,
    passes: facts.passes,
    resumed: facts.resumed,
    // Left out where everything that was asked for is covered: null would read as not recorded.
    ...(gaps.length === 0 ? {} : { notCovered: gaps.join(', ') }),
  };
}
