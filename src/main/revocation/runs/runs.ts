import { setTimeout as wait } from 'node:timers/promises';
import type { ConnectionSettings } from '../../../contract/domain/connection.ts';
import type { RevocationReport, RunOptions, RunProgress } from '../../../contract/domain/revocation.ts';
import { type Failure, failure, toAppError } from '../../../contract/failure.ts';
import type { CorePort, RecordedKeys } from '../../core/protocol.ts';
import { type Changes, createChanges, enough } from '../../streams/changes.ts';
import type { FrozenPlan } from '../frozen-plan.ts';
import type { JournalFile } from '../journal/journal-file.ts';
import type { JournalFolder } from '../journal/journal-folder.ts';
import type { PastRevocations } from '../past.ts';
import { beginRecord, type Order, type RevocationRecord } from '../record.ts';
import { toReport } from '../report.ts';
import { type OpenRun, openRun } from './open-run.ts';
import { toProgress } from './progress.ts';
import { defaultPatience, type Patience } from './run.ts';
import { beginWork, recheckWork, resumeWork, type Work, watchWork } from './work.ts';

export interface RunPorts {
  /** Throws a `Failure` when the connection is not open. */
  readonly core: (connectionId: string) => CorePort;
  readonly settings: (connectionId: string) => ConnectionSettings;
  readonly recordedKeys: () => RecordedKeys;
  readonly now: () => number;
  readonly patience?: Patience;
  /** Called when a revocation ends; not for reading again. */
  readonly onEnded?: (report: RevocationReport) => void;
}

/** The revocations at work. Each goes on whether or not a window looks. */
export interface Runs {
  readonly open: () => readonly OpenRun[];
  readonly get: (id: string) => OpenRun | undefined;
  /** Told when any of them changes, comes or goes. */
  readonly changes: Changes;
  readonly start: (plan: FrozenPlan, order: Order) => Promise<RunProgress>;
  readonly resume: (id: string) => Promise<RunProgress>;
  /** Takes an interrupted one up only to read again what was sent, and to report. */
  readonly abandon: (id: string) => Promise<RunProgress>;
  readonly recheck: (id: string) => Promise<RunProgress>;
  readonly watchFor: (
    id: string,
    minutes: number,
    watchThen: RunOptions['watchThen'],
  ) => Promise<RunProgress>;
  /** Leaves all of them so that they can be resumed. */
  readonly close: () => Promise<void>;
}

/** A core that does not answer may hold the end of the console up for so long. */
const closingMs = 4_000;

export function createRuns(ports: RunPorts, folder: JournalFolder, past: PastRevocations): Runs {
  const { core, now, recordedKeys, settings, patience = defaultPatience } = ports;
  const open = new Map<string, OpenRun>();
  const opening = new Set<string>();
  const changes = createChanges();

  function coreOf({ plan, address }: FrozenPlan): CorePort {
    checkSameCore(address, settings(plan.connectionId));
    return core(plan.connectionId);
  }

  function endingCoreOf(plan: FrozenPlan): CorePort {
    const { name, readOnly } = settings(plan.plan.connectionId);
    if (readOnly) throw failure('read-only', `${name} is read-only here now. Nothing more is ended.`);
    return coreOf(plan);
  }

  function begin(
    record: RevocationRecord,
    file: JournalFile,
    work: Work,
    after: { readonly isRecheck?: boolean; readonly wasBegun?: () => boolean } = {},
  ): RunProgress {
    const { plan } = record;
    const { id } = plan.plan;
    const means = {
      core: () => coreOf(plan),
      endingCore: () => endingCoreOf(plan),
      keys: recordedKeys(),
      now,
      patience,
      onChange: changes.notify,
    };
    const run = openRun(record, file, means, work);
    open.set(id, run);
    void run.done.then(async () => {
      // Nothing was sent, and half a plan is no use to anyone.
      if (after.wasBegun?.() === false) await folder.remove(id).catch(() => undefined);
      leave(id, run, file.length(), after.isRecheck ?? false);
    });
    changes.notify();
    return run.progress();
  }

  function leave(id: string, run: OpenRun, length: number, isRecheck: boolean): void {
    const { record } = run;
    open.delete(id);
    past.setLoaded(id, { record, length, rest: 0 });
    if (record.facts.endedAt === null) {
      past.set(id, { is: 'interrupted', progress: toProgress(record, { state: 'interrupted' }) });
    } else {
      const report = toReport(record);
      past.set(id, { is: 'ended', report });
      if (!isRecheck) ports.onEnded?.(report);
    }
    changes.notify('urgent');
    run.changes.notify('urgent');
  }

  /** Reads a revocation from its journal and goes on with it. Nobody else may, meanwhile. */
  async function takeUp(
    id: string,
    check: (record: RevocationRecord) => void,
    work: (rest: number) => Work,
    { isRecheck = false, needsCore = true } = {},
  ): Promise<RunProgress> {
    if (open.has(id) || opening.has(id)) throw atWork();
    opening.add(id);
    try {
      const { record, ...whole } = await past.load(id);
      check(record);
      if (needsCore) checkSameCore(record.plan.address, settings(record.plan.plan.connectionId));
      past.forgetLoaded(id);
      return begin(record, await folder.goOn(id, whole), work(whole.rest), { isRecheck });
    } finally {
      opening.delete(id);
    }
  }

  return {
    changes,
    open: () => [...open.values()],
    get: (id) => open.get(id),
    start: async (plan, order) => {
      checkSameCore(plan.address, settings(plan.plan.connectionId));
      const file = await folder.create(plan.plan.id).catch((thrown: unknown) => {
        throw cannotJournal(thrown);
      });
      let begun = false;
      const work = beginWork(file, () => {
        begun = true;
      });
      const progress = begin(beginRecord(plan, order), file, work, { wasBegun: () => begun });
      const run = open.get(plan.plan.id);
      if (!run) return progress;
      await untilBegun(run, () => begun);
      return run.progress();
    },
    resume: (id) => takeUp(id, checkInterrupted, resumeWork),
    abandon: async (id) => {
      // Also when its core is not there any more: it must not stay open for ever.
      const progress = await takeUp(id, checkInterrupted, resumeWork, { needsCore: false });
      open.get(id)?.control.stop();
      return progress;
    },
    recheck: (id) => takeUp(id, checkEnded, () => recheckWork, { isRecheck: true }),
    watchFor: (id, minutes, watchThen) =>
      takeUp(id, checkCanBeWatched, () => watchWork(minutes, watchThen), { isRecheck: true }),
    close: async () => {
      const running = [...open.values()];
      for (const { control } of running) control.interrupt();
      await Promise.race([
        Promise.all(running.map(({ done }) => done)),
        wait(closingMs, null, { ref: false }),
      ]);
    },
  };
}

/**
 * Whoever is told that it began can count on finding it after a crash: so its plan is on disk by then, unless it stands
 * still or ends before that.
 */
async function untilBegun(run: OpenRun, isBegun: () => boolean): Promise<void> {
  const over = new AbortController();
  const stands = run.changes.follow(
    async () => (isBegun() || run.control.state().state === 'paused' ? enough : undefined),
    over.signal,
  );
  await Promise.race([stands, run.done]);
  over.abort();
  stands.catch(() => undefined);
}

/** On another core the handles would not be there, and look as if they had ended. */
export function checkSameCore(address: string, settings: ConnectionSettings): void {
  if (settings.address === address) return;
  throw failure('bad-input', `${settings.name} leads to another core than when these sessions were listed.`, {
    hint: 'Nothing was ended there. Choose the sessions again.',
  });
}

function checkInterrupted({ facts }: RevocationRecord): void {
  if (facts.endedAt !== null)
    throw failure('bad-input', 'This revocation has ended already.', { hint: 'Its report says how.' });
}

function checkEnded({ facts }: RevocationRecord): void {
  if (facts.endedAt === null)
    throw failure('not-found', 'This revocation has not ended yet.', { hint: 'Resume it first.' });
}

function checkCanBeWatched(record: RevocationRecord): void {
  checkEnded(record);
  if (record.plan.people.size > 0) return;
  throw failure('bad-input', 'It is not known whose sessions these were, so nobody can be watched.', {
    hint: 'Look for the users, and end what they have now.',
  });
}

function atWork(): Failure {
  return failure('bad-input', 'This revocation is at work already.', { hint: 'Wait until it has ended.' });
}

/** For a plan that was started before. */
export function wasRun(): Failure {
  return failure('bad-input', 'These sessions were ended already: a plan can be run once.', {
    hint: 'Choose the sessions again. The report of the first run says how it ended.',
  });
}

function cannotJournal(thrown: unknown): Failure {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : toAppError(thrown).code;
  if (code === 'EEXIST') return wasRun();
  return failure('store-unavailable', 'The journal of this revocation cannot be made. Nothing was ended.', {
    hint: 'Check the disk and the data folder of Curfew, then try again.',
    details: { cause: code },
  });
}
