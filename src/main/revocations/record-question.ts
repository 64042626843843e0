import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import { toAppError } from '../../contract/failure.ts';
import { type AuditEntry, outcomeOf } from '../audit/audit-entry.ts';
import type { Recorder } from '../audit/recorder.ts';
import { auditConnectionOf, commonOfRevocation, type OrderedPlan } from './audit/run-records.ts';
import type { AskedQuestion } from './questions.ts';

interface QuestionPorts {
  readonly recorder: Pick<Recorder, 'note' | 'record'>;
  readonly settings: (connectionId: string) => ConnectionSettings;
}

/** To be called when nothing is left that can refuse the order, and before anything is begun. Rejects where the log cannot be written. */
export type RecordQuestion = (run: OrderedPlan, asked: AskedQuestion) => Promise<void>;

/**
 * Begins what the operator said yes to: that is in the audit log before, or it does not happen. Where it does not happen all the
 * same, another record says so: the log has no confirmed question without what became of it.
 */
export async function withQuestion<T>(
  { recorder, settings }: QuestionPorts,
  begin: (record: RecordQuestion) => Promise<T>,
): Promise<T> {
  let confirmed: Omit<AuditEntry, 'outcome'> | undefined;
  try {
    return await begin(async (run, asked) => {
      const common = commonOfRevocation(run, auditConnectionOf(run.plan, settings));
      const entry = { ...common, action: 'question.confirmed', details: { ...asked } } as const;
      await recorder.record({ ...entry, outcome: 'done' });
      confirmed = entry;
    });
  } catch (thrown) {
    const error = toAppError(thrown);
    const outcome = outcomeOf(error);
    if (confirmed)
      recorder.note({ ...confirmed, outcome, details: { ...confirmed.details, code: error.code } });
    throw thrown;
  }
}
