import type { AuditConnection } from '../../contract/domain/audit/record.ts';
import { recordedChange } from '../audit/recorded-change.ts';
import type { Recorder } from '../audit/recorder.ts';
import { confirm } from '../shared/confirm.ts';
import { toIsoTime } from '../shared/export/write-export.ts';
import type { RevocationSummary } from '../store/records.ts';
import type { StoredRevocations } from './stored-revocations.ts';

/** What the operator is asked before a report is gone. */
export type ReportQuestion = Pick<RevocationSummary, 'reason' | 'startedAt' | 'operator' | 'targets'> | null;

/** Asks where no page can answer; null: nothing is known of the report. False: no, or not answered. Rejects when it cannot be asked now. */
export type AskAboutReport = (question: ReportQuestion) => Promise<boolean>;

interface RemovalPorts {
  readonly stored: Pick<StoredRevocations, 'remove' | 'summaryToRemove'>;
  readonly ask: AskAboutReport;
  readonly recorder: Pick<Recorder, 'note' | 'record' | 'settle'>;
  /** Null: it was removed. */
  readonly connection: (id: string) => AuditConnection | null;
}

/**
 * Removes the report of a revocation. A page that was taken over must not remove what shows what was done; of one that the
 * operator removes the audit log keeps what it was about.
 */
export async function removeReport(id: string, ports: RemovalPorts): Promise<void> {
  const { ask, connection, recorder, stored } = ports;
  const summary = await stored.summaryToRemove(id);
  await confirm(ask, summary);
  const entry = {
    action: 'revocation.removed',
    ...{ revocation: id, correlation: id },
    connection: summary && connection(summary.connectionId),
    reason: summary?.reason ?? null,
    ticket: summary?.ticket ?? null,
    details: summary === null ? {} : whatItWas(summary),
  } as const;
  await recordedChange(recorder, entry, () => stored.remove(id));
}

function whatItWas({ ended, endedAt, operator, outcome, startedAt, targets }: RevocationSummary) {
  return { operator, startedAt: toIsoTime(startedAt), endedAt: toIsoTime(endedAt), outcome, targets, ended };
}
