import type { Settings } from '../../contract/domain/app.ts';
import type { RevocationEntry, RunProgress } from '../../contract/domain/revocation.ts';
import { type Failure, failure } from '../../contract/failure.ts';
import type { HandlersOf } from '../../contract/handlers.ts';
import { enough } from '../streams/changes.ts';
import { checkRequest } from './check-request.ts';
import { exportTargets } from './export-targets.ts';
import type { FrozenPlan } from './frozen-plan.ts';
import { openJournalFolder } from './journal/journal-folder.ts';
import { createPast } from './past.ts';
import { freezePlan } from './plan.ts';
import { createPlanBook } from './plan-book.ts';
import type { RevocationRecord } from './record.ts';
import { createRuns, type RunPorts, wasRun } from './runs/runs.ts';
import { pageOfTargets } from './target-pages.ts';

interface RevocationPorts extends Omit<RunPorts, 'now'> {
  readonly operator: () => Pick<Settings, 'ownUserIds' | 'ticket'>;
  /** Journals stand here, in a folder of their own. */
  readonly dataDirectory: string;
  /** Asks the operator for a file; null: none was chosen. */
  readonly saveFile: (defaultName: string) => Promise<string | null>;
  /** Called when a plan is run. */
  readonly onStarted?: (planId: string) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface Revocations {
  readonly handlers: HandlersOf<'revocation'>;
  /** For the access check of calls that name a plan or a revocation alone. */
  readonly connectionOfPlan: (planId: string) => string | undefined;
  /** A plan that was made elsewhere, from a list or a rule. */
  readonly addPlan: (plan: FrozenPlan) => void;
  /** Calls `look` at once and a few times a second with everything that is not ended, until the signal aborts. */
  readonly followOpen: (
    look: (open: readonly RunProgress[]) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Leaves what is at work so that it can be resumed. */
  readonly close: () => Promise<void>;
}

/** So often a window hears of what changes, in milliseconds. */
const tellEveryMs = 150;

/** Ending sessions: plan, run, verification, report, journal. A report has the id of its plan. */
export async function createRevocations(ports: RevocationPorts): Promise<Revocations> {
  const { core, settings, operator, now = Date.now } = ports;
  const folder = await openJournalFolder(ports.dataDirectory);
  const plans = createPlanBook();
  const past = createPast(folder);
  const runs = createRuns({ ...ports, now }, folder, past);

  async function recordOf(id: string): Promise<RevocationRecord> {
    const run = runs.get(id);
    if (run) return run.record;
    if (plans.get(id)) throw failure('not-found', 'This revocation was not run yet.');
    await past.all();
    return (await past.load(id)).record;
  }

  async function openProgress(): Promise<RunProgress[]> {
    const atWork = runs.open().map((run) => run.progress());
    const others = [...(await past.all())].flatMap(([id, one]) =>
      one.is === 'interrupted' && !runs.get(id) ? [one.progress] : [],
    );
    return [...atWork, ...others].sort((a, b) => b.startedAt - a.startedAt);
  }

  const followOpen: Revocations['followOpen'] = (look, signal) =>
    runs.changes.follow(async () => look(await openProgress()), signal, tellEveryMs);

  function atWorkOrThrow(id: string) {
    const run = runs.get(id);
    if (!run) throw failure('not-found', 'This revocation is not at work.');
    return run;
  }

  function connectionOfPlan(id: string): string | undefined {
    const plan = plans.get(id)?.plan ?? runs.get(id)?.record.plan.plan;
    if (plan) return plan.connectionId;
    const known = past.known(id);
    if (known?.is === 'ended') return known.report.plan.connectionId;
    return known?.is === 'interrupted' ? known.progress.connectionId : undefined;
  }

  const handlers: HandlersOf<'revocation'> = {
    'revocation.plan': async ({ connectionId, scope }, { signal }) => {
      const { accessTokenLifetimeS, address } = settings(connectionId);
      const { ownUserIds } = operator();
      const request = { connectionId, address, scope, accessTokenLifetimeS, ownUserIds };
      const times = { createdAt: now(), keys: ports.recordedKeys() };
      const frozen = await freezePlan(core(connectionId), { ...request, ...times }, signal);
      plans.add(frozen);
      return frozen.plan;
    },
    'revocation.start': async ({ planId, ...request }) => {
      const plan = plans.get(planId);
      if (!plan) throw runs.get(planId) || past.known(planId) ? wasRun() : noPlan();
      checkRequest(plan, settings(plan.plan.connectionId), operator().ticket, request);
      const { options, reason, ticket } = request;
      const progress = await runs.start(plan, { reason, ticket, options, startedAt: now() });
      plans.remove(planId);
      ports.onStarted?.(planId);
      return progress;
    },
    'revocation.pause': async ({ id }) => {
      atWorkOrThrow(id).control.pause({ by: 'operator' });
      return null;
    },
    'revocation.stop': async ({ id }) => {
      atWorkOrThrow(id).control.stop();
      return null;
    },
    'revocation.resume': async ({ planId }) => {
      const run = runs.get(planId);
      if (!run) {
        await past.all();
        return runs.resume(planId);
      }
      run.control.resume();
      return run.progress();
    },
    'revocation.abandon': ({ id }) => runs.abandon(id),
    'revocation.verifyAgain': ({ id }) => runs.recheck(id),
    'revocation.watchFor': ({ planId, minutes, watchThen }) => runs.watchFor(planId, minutes, watchThen),
    'revocation.watch': async ({ id }, { emit, signal }) => {
      const run = runs.get(id);
      if (run) {
        await run.changes.follow(
          async () => {
            const report = run.report();
            if (runs.get(id) !== run) return enough;
            if (report && run.progress().run.state === 'watching') await emit([{ type: 'report', report }]);
            return emit([{ type: 'progress', progress: run.progress() }]);
          },
          signal,
          tellEveryMs,
        );
      }
      await past.all();
      const ended = past.known(id);
      if (ended?.is === 'ended') await emit([{ type: 'report', report: ended.report }]);
      else if (ended?.is === 'interrupted') await emit([{ type: 'progress', progress: ended.progress }]);
      else throw notHere();
    },
    'revocation.open': (_, { emit, signal }) => followOpen((open) => emit([[...open]]), signal),
    'revocation.list': async ({ connectionId }) => {
      const entries: RevocationEntry[] = [];
      for (const run of runs.open())
        if (run.record.plan.plan.connectionId === connectionId)
          entries.push({ is: 'open', progress: run.progress() });
      for (const [id, one] of await past.all()) {
        if (runs.get(id)) continue;
        if (one.is === 'unreadable') entries.push(one);
        else if (one.is === 'ended' && one.report.plan.connectionId === connectionId) entries.push(one);
        else if (one.is === 'interrupted' && one.progress.connectionId === connectionId)
          entries.push({ is: 'open', progress: one.progress });
      }
      return entries.sort((a, b) => startOf(b) - startOf(a));
    },
    'revocation.report': async ({ id }) => {
      const report = runs.get(id)?.report();
      if (report) return report;
      if (runs.get(id)) throw stillRunning();
      if (plans.get(id)) throw failure('not-found', 'This revocation was not run yet.');
      await past.all();
      const known = past.known(id);
      if (known?.is === 'ended') return known.report;
      throw known?.is === 'interrupted' ? stillRunning() : notHere();
    },
    'revocation.targets': async ({ id, ...asked }) => pageOfTargets(await recordOf(id), asked),
    'revocation.export': async ({ id, show, format }, { signal }) =>
      exportTargets(await recordOf(id), { show, format }, ports.saveFile, signal),
  };

  return {
    handlers,
    connectionOfPlan,
    addPlan: plans.add,
    followOpen,
    close: runs.close,
  };
}

function startOf(entry: RevocationEntry): number {
  if (entry.is === 'unreadable') return 0;
  return entry.is === 'ended' ? entry.report.startedAt : entry.progress.startedAt;
}

function noPlan(): Failure {
  return failure('not-found', 'This list of sessions is not there any more. Nothing was ended.', {
    hint: 'Choose the sessions again.',
  });
}

function notHere(): Failure {
  return failure('not-found', 'Curfew knows no such revocation.');
}

function stillRunning(): Failure {
  return failure('not-found', 'This revocation has not ended yet.', {
    hint: 'Wait until it ends, or stop it.',
    retryable: true,
  });
}
