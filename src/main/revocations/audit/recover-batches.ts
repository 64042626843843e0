import type { AuditRecord } from '../../../contract/domain/audit/record.ts';
import type { OAuthState } from '../../../contract/domain/stored-names.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Recorder } from '../../audit/recorder.ts';
import { maxRows } from '../../store/changes.ts';
import type { Store } from '../../store/interface.ts';
import type { RunTarget } from '../../store/records.ts';
import { isOpen } from '../../store/target-state.ts';
import { isFileUnreadable } from '../../store/unreadable-file.ts';
import { type BatchOf, type BatchOutcome, type BatchResult, batchEnded } from './batch-records.ts';

/** Of the audit log: intents without an outcome, with the sessions of their batches. */
export type OpenBatches = Pick<AuditLog, 'openIntents' | 'targetsOf'>;

interface RecoveryParts {
  readonly audit: OpenBatches;
  readonly recorder: Pick<Recorder, 'record'>;
  readonly store: Pick<Store, 'read'>;
}

/**
 * After the end of the console: writes for each batch of which the audit log has the intent alone how it ended, as far
 * as the store knows. What was sent and not answered is unknown; a run that is resumed reads it again from the core.
 * Rejects when log or store cannot be used now.
 */
export async function recoverBatches({ audit, recorder, store }: RecoveryParts): Promise<void> {
  for (const intent of await audit.openIntents()) {
    const of = kinds.get(intent.action);
    if (of === undefined) continue;
    const { handles } = await audit.targetsOf(intent.sequence);
    const ended =
      handles.length === intent.details.count
        ? toEnd(of, intent, await resultsOf(of, store, intent, handles))
        : endedSomehow(of, intent);
    await recorder.record({ ...commonOf(intent), ...ended });
  }
}

function commonOf({ connection, correlation, reason, revocation, ticket, user }: AuditRecord) {
  return { connection, correlation, reason, revocation, ticket, user };
}

const kinds: ReadonlyMap<AuditRecord['action'], BatchOf> = new Map([
  ['batch.intended', 'sessions'],
  ['oauth.intended', 'oauth-tokens'],
]);

function toEnd(of: BatchOf, { details }: AuditRecord, results: readonly BatchResult[]) {
  const { batch = null, pass = null } = details;
  // Of a call by user id with no session that was known before nobody knows whether it was made.
  const isSent = results.length === 0 || results.some(({ outcome }) => outcome !== 'not-sent');
  const ended = batchEnded(of, { batch, pass }, results, isSent, { recovered: true });
  return results.length === 0 ? ({ ...ended, outcome: 'unknown' } as const) : ended;
}

/** The log was damaged meanwhile: it is not known any more which sessions these were. */
function endedSomehow(of: BatchOf, { details: { batch = null, count = null, pass = null } }: AuditRecord) {
  const details = { batch, pass, count, sha256: null, unknown: count, recovered: true };
  return { ...batchEnded(of, {}, [], true, {}), outcome: 'unknown', details } as const;
}

async function resultsOf(
  of: BatchOf,
  { read }: Pick<Store, 'read'>,
  { revocation }: AuditRecord,
  handles: readonly string[],
): Promise<BatchResult[]> {
  const known = new Map<string, RunTarget>();
  try {
    for (let from = 0; from < handles.length && revocation !== null; from += maxRows) {
      const some = handles.slice(from, from + maxRows);
      for (const target of await read.findTargets({ id: revocation, handles: some }))
        known.set(target.handle, target);
    }
  } catch (thrown) {
    const error = toAppError(thrown);
    // It was removed, or it cannot be read: nothing is known of its sessions, now or later.
    if (error.code !== 'not-found' && !isFileUnreadable(error)) throw thrown;
  }
  return handles.map((handle) => ({ handle, outcome: toOutcome(of, known.get(handle)) }));
}

function toOutcome(of: BatchOf, target: RunTarget | undefined): BatchOutcome {
  if (target === undefined) return 'unknown';
  if (of === 'oauth-tokens') return outcomesOfTokens[target.oauth];
  // `sent` is on disk before a call leaves, and a batch has its record before its targets are read again.
  if (isOpen(target.state)) return 'not-sent';
  switch (target.state) {
    case 'revoked':
      return 'revoked';
    case 'already-gone':
    case 'revoked-unconfirmed':
      return 'not-named';
    default:
      return 'unknown';
  }
}

const outcomesOfTokens: Readonly<Record<OAuthState, BatchOutcome>> = {
  'not-asked': 'not-sent',
  sent: 'unknown',
  unknown: 'unknown',
  ended: 'revoked',
};
