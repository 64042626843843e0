import type { RevocationReport, RunProgress } from '../../../contract/domain/revocation.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { CorePort, RecordedKeys } from '../../core/protocol.ts';
import { type Changes, createChanges } from '../../streams/changes.ts';
import type { JournalFile } from '../journal/journal-file.ts';
import type { RevocationRecord } from '../record.ts';
import { toReport } from '../report.ts';
import { createControl, type RunControl } from './control.ts';
import { createIdentityCheck } from './core-identity.ts';
import { createOutage } from './outage.ts';
import { toProgress } from './progress.ts';
import { keepError, type Patience, type Run } from './run.ts';
import { createRunLog } from './run-log.ts';
import { settleJournal } from './settle.ts';
import { createSteps } from './steps.ts';

export interface RunMeans {
  /** Throws a `Failure` when it is not open, or leads elsewhere than the plan's core. */
  readonly core: () => CorePort;
  readonly endingCore: () => CorePort;
  readonly keys: RecordedKeys;
  readonly now: () => number;
  readonly patience: Patience;
  /** Called after every change. */
  readonly onChange: () => void;
}

/** A revocation at work: ending, looking again, or watching. Nobody else may change its record. */
export interface OpenRun {
  readonly record: RevocationRecord;
  readonly control: RunControl;
  readonly changes: Changes;
  readonly progress: () => RunProgress;
  /** As it stands, once the ending itself is over; null before. */
  readonly report: () => RevocationReport | null;
  /** Resolves when it is over and its journal is closed. Never rejects. */
  readonly done: Promise<void>;
}

/** Does the work and writes the report behind it, unless the console ends meanwhile. */
export function openRun(
  record: RevocationRecord,
  file: JournalFile,
  means: RunMeans,
  work: (run: Run) => Promise<void>,
): OpenRun {
  const changes = createChanges();
  function changed(): void {
    changes.notify();
    means.onChange();
  }
  const control = createControl(changed);
  const steps = createSteps(changed);
  const outage = createOutage(control, means.core, means.patience);
  const identity = createIdentityCheck(() => run);
  const log = createRunLog(record, file, (entry) => {
    identity.onWrite(entry);
    changed();
  });
  const { core, endingCore, keys, now, patience } = means;
  const run: Run = {
    ...{ record, log, control, steps, core, endingCore, keys, now, patience, outage },
    checkIdentity: identity.check,
    before: new Map(),
  };

  async function workToTheEnd(): Promise<void> {
    try {
      await work(run);
    } catch (thrown) {
      keepError(run, toAppError(thrown));
    }
    if (!control.isInterrupted()) log.write({ e: 'report', report: toReport(record) });
    await settleJournal(run);
    await file.close().catch(() => undefined);
    control.end();
  }

  return {
    record,
    control,
    changes,
    progress: () => toProgress(record, control.state(), steps.progress()),
    report: () => (record.facts.endedAt === null ? null : toReport(record)),
    done: workToTheEnd(),
  };
}
