import type { RunOptions } from '../../../contract/domain/revocation.ts';
import { failure } from '../../../contract/failure.ts';
import { findWitnesses } from '../checking/witnesses.ts';
import type { JournalFile } from '../journal/journal-file.ts';
import { writePlan } from '../journal/write-plan.ts';
import { toReport } from '../report.ts';
import { recheck } from './recheck.ts';
import { type Run, targetsWhere, tell } from './run.ts';
import { runRevocation } from './run-revocation.ts';
import { settleJournal } from './settle.ts';
import { watchPeople } from './watch-people.ts';

/** What a run does from its beginning to its end. */
export type Work = (run: Run) => Promise<void>;

/** The plan goes to disk first; nothing is sent before it is there, and `onBegun` was called. */
export function beginWork(file: JournalFile, onBegun: () => void): Work {
  return async (run) => {
    const { order, plan } = run.record;
    // What is found out about the targets meanwhile stands behind the plan, and nothing is sent before both are there.
    run.log.hold();
    const found = findWitnesses(run);
    const written = await writePlan(file, plan, order, () => settleJournal(run));
    await found;
    if (written) {
      run.log.release();
      onBegun();
      await runAndWatch(run);
    } else if (!run.control.isInterrupted())
      run.log.write({ e: 'facts', facts: { stopped: true, endedAt: run.now() } });
  };
}

/** Takes up what the end of the console cut off: what was on its way is read again before anything more is sent. */
export function resumeWork(cutOffBytes: number): Work {
  return async (run) => {
    const { ledger, facts } = run.record;
    const { error } = failure('aborted', 'Curfew ended before the core had answered.');
    tell(
      run,
      { type: 'lost', error },
      targetsWhere(run, (index) => ledger.state(index) === 'sent'),
    );
    const cutOff = cutOffBytes > 0 ? { bytes: cutOffBytes } : facts.cutOff;
    run.log.write({ e: 'facts', facts: { resumed: facts.resumed + 1, cutOff } });
    await runAndWatch(run);
  };
}

export const recheckWork: Work = recheck;

export function watchWork(minutes: number, watchThen: RunOptions['watchThen']): Work {
  return (run) => watch(run, minutes, watchThen);
}

async function runAndWatch(run: Run): Promise<void> {
  const { control, record } = run;
  const { watchMinutes, watchThen } = record.order.options;
  await runRevocation(run);
  if (watchMinutes === 0 || control.signal.aborted) return;
  // Should the console end while it watches, everything else is reported already.
  run.log.write({ e: 'report', report: toReport(record) });
  await watch(run, watchMinutes, watchThen);
}

async function watch(run: Run, minutes: number, watchThen: RunOptions['watchThen']): Promise<void> {
  const { control } = run;
  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        control.signal.removeEventListener('abort', done);
        resolve();
      }
      control.signal.addEventListener('abort', done);
    });
  await watchPeople(run, { until: run.now() + minutes * 60_000, watchThen }, rest);
}
