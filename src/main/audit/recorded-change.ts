import { randomUUID } from 'node:crypto';
import type { AuditEntry } from './audit-entry.ts';
import type { Recorder } from './recorder.ts';

/**
 * Makes a change that has no transaction with the log. The record that it is intended is on disk before it: otherwise nothing is
 * changed. How it went is another record with the same correlation; this resolves when that is on disk. Where it cannot be written
 * any more, it is kept until it can be, and this rejects although the change is made.
 */
export async function recordedChange<T>(
  recorder: Pick<Recorder, 'note' | 'record' | 'settle'>,
  entry: Omit<AuditEntry, 'correlation' | 'outcome'> & Partial<Pick<AuditEntry, 'correlation'>>,
  make: () => Promise<T>,
): Promise<T> {
  const common = { correlation: randomUUID(), ...entry };
  await recorder.record({ ...common, outcome: 'intended' });
  let made: T;
  try {
    made = await make();
  } catch (thrown) {
    recorder.note({ ...common, outcome: 'failed' });
    throw thrown;
  }
  recorder.note({ ...common, outcome: 'done' });
  await recorder.settle();
  return made;
}
