import { userInfo } from 'node:os';
import type { HandlersOf } from '../../contract/channels/contract.ts';
import type { Settings } from '../../contract/domain/app.ts';
import type { RevocationReport, RunItem, RunProgress } from '../../contract/domain/revocation.ts';
import { failure } from '../../contract/failure.ts';
import { enough } from '../shared/changes.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import type { OpenRun } from './open-run.ts';
import { checkRequest } from './open-run.ts';
import { createDamagedRows } from './report/damaged-rows.ts';
import { createGapLists, createTargetLists } from './report-rows.ts';
import { createRuns, type RunPorts } from './runs.ts';
import {
  createStoredRevocations,
  interruptedProgress,
  readHistory,
  wasStarted,
} from './stored-revocations.ts';

/** Plans that wait for their start. Each method rejects with `not-found` for a plan that is not there (any more). */
interface Plans {
  readonly plan: (planId: string) => Promise<PlanDocument>;
  /** When this resolves, the plan is in the store in state `planned`, and nobody else changes it. */
  readonly takePlan: (planId: string) => Promise<void>;
  /** It was not started after all. */
  readonly giveBackPlan: (planId: string) => void;
  readonly planStarted: (planId: string) => void;
}

interface RevocationPorts extends RunPorts {
  readonly plans: Plans;
  readonly operator: () => Pick<Settings, 'operatorName' | 'ticket'>;
  /** Of the connections that there are. */
  readonly connectionIds: () => readonly string[];
  /** Asks the operator for a file; null: none was chosen. */
  readonly saveFile: (defaultName: string) => Promise<string | null>;
}

export interface Revocations {
  readonly handlers: Omit<HandlersOf<'revocation'>, 'revocation.plan'>;
  /** For the access check of calls that name a revocation alone. Of what was looked at since the start. */
  readonly connectionOfPlan: (planId: string) => string | undefined;
  /** Calls `look` at once and a few times a second with everything that is not ended, until the signal aborts. */
  readonly followOpen: (
    look: (open: readonly RunProgress[]) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Leaves what is at work so that it can be resumed. */
  readonly close: () => Promise<void>;
}

/** The shortest time between two messages to a window, in milliseconds. */
const notifyEveryMs = 150;

/** Ending sessions: run, verification, report, history. A revocation has the id of its plan. */
export function createRevocations(ports: RevocationPorts): Revocations {
  const { operator, plans, settings, store } = ports;
  const damagedRows = createDamagedRows(store);
  const stored = createStoredRevocations(store, damagedRows);
  const runs = createRuns(ports, stored);
  const gaps = createGapLists(store, stored);
  const targets = createTargetLists(store, stored, damagedRows, ports.saveFile, (connectionId) => {
    try {
      return settings(connectionId).name;
    } catch {
      return null;
    }
  });

  const followOpen: Revocations['followOpen'] = (look, signal) =>
    runs.changes.follow(
      async () => {
        const others = (await stored.interrupted()).filter(({ id }) => !runs.get(id));
        const atWork = runs.open().map((run) => run.progress());
        await look([...atWork, ...others].sort((a, b) => b.startedAt - a.startedAt));
      },
      signal,
      notifyEveryMs,
    );

  function atWork(id: string) {
    const run = runs.get(id);
    if (!run) throw failure('not-found', { reason: 'revocation-not-working' });
    return run;
  }

  /** Nothing when it began to end something meanwhile: the report comes when that is done. */
  async function reportOfWatch(run: OpenRun): Promise<RunItem[]> {
    try {
      return [{ type: 'report', report: await stored.report(run.progress().id) }];
    } catch (thrown) {
      if (run.progress().run.state === 'watching') throw thrown;
      return [];
    }
  }

  async function planToStart(planId: string): Promise<PlanDocument> {
    try {
      return await plans.plan(planId);
    } catch (thrown) {
      const isStarted = await stored.load(planId).then(
        () => true,
        () => false,
      );
      throw isStarted ? wasStarted() : thrown;
    }
  }

  const handlers: Revocations['handlers'] = {
    'revocation.start': async ({ planId, ...request }) => {
      const { plan } = await planToStart(planId);
      const { operatorName, ticket: rule } = operator();
      checkRequest(plan, settings(plan.connectionId), rule, request);
      await plans.takePlan(planId);
      try {
        const { options, reason, ticket } = request;
        const order = { options, reason, ticket, operator: operatorName || accountName() };
        const progress = await runs.start(planId, order);
        plans.planStarted(planId);
        return progress;
      } catch (thrown) {
        plans.giveBackPlan(planId);
        throw thrown;
      }
    },
    'revocation.pause': async ({ id }) => {
      atWork(id).control.pause({ type: 'operator' });
      return null;
    },
    'revocation.stop': async ({ id }) => {
      atWork(id).control.stop();
      return null;
    },
    'revocation.stopSecondScan': async ({ id }) => {
      atWork(id).stopSecondScan();
      return null;
    },
    'revocation.resume': async ({ planId }) => {
      const run = runs.get(planId);
      if (!run) return runs.resume(planId);
      run.control.resume();
      return run.progress();
    },
    'revocation.abandon': ({ id }) => runs.abandon(id),
    'revocation.verifyAgain': ({ id }) => runs.verifyAgain(id),
    'revocation.endRemaining': ({ planId, typedCount }) => runs.endRemaining(planId, typedCount),
    'revocation.continueSecondScan': ({ planId }) => runs.continueSecondScan(planId),
    'revocation.endUnplanned': (request) => runs.endUnplanned(request),
    'revocation.watchFor': ({ planId, minutes, watchThen }) => runs.watchFor(planId, minutes, watchThen),
    'revocation.watch': async ({ id }, { emit, signal }) => {
      const run = runs.get(id);
      const look = async () => {
        if (!run || runs.get(id) !== run) return enough;
        const progress = run.progress();
        if (progress.run.state === 'watching') await emit(await reportOfWatch(run));
        return emit([{ type: 'progress', progress }]);
      };
      if (run) await run.changes.follow(look, signal, notifyEveryMs);
      const now = await stored.load(id);
      if (now.state === 'ended') await emit([{ type: 'report', report: await stored.report(id) }]);
      else await emit([{ type: 'progress', progress: interruptedProgress(now) }]);
    },
    'revocation.open': (_, { emit, signal }) => followOpen((open) => emit([[...open]]), signal),
    'revocation.history': (request) =>
      readHistory(
        { store, stored, damagedRows, liveProgress: (id) => runs.get(id)?.progress() },
        ports.connectionIds(),
        request,
      ),
    'revocation.remove': ({ id }) =>
      runs.alone(id, async () => {
        await stored.remove(id);
        return null;
      }),
    'revocation.report': ({ id }) => stored.report(id),
    'revocation.reportOfAllRows': ({ id }) => stored.reportOfAllRows(id),
    'revocation.gaps': gaps,
    'revocation.targetsView': (request, context) => targets.view(request, context),
    'revocation.targets': (request) => targets.page(request),
    'revocation.export': (request, { signal }) => targets.export(request, signal),
  };

  return {
    handlers,
    connectionOfPlan: stored.connectionOf,
    followOpen,
    close: runs.close,
  };
}

/** Who is at the console, where the settings do not say it. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // The account can be one without a name.
    return '';
  }
}

const working = new Set(['running', 'waiting', 'pausing', 'stopping']);

/** What the taskbar shows of everything that is at work: how many, and how far they are together (0 to 1). */
export function workProgress(open: readonly RunProgress[]): {
  readonly share: number | null;
  readonly count: number;
} {
  const atWork = open.filter(({ run }) => working.has(run.state));
  const of = atWork.reduce((sum, { targets }) => sum + targets, 0);
  const left = atWork.reduce((sum, { counts }) => sum + counts.planned + counts.sent, 0);
  return { count: atWork.length, share: of === 0 ? null : (of - left) / of };
}

/** A notification at the end of a revocation. Without names: it is shown on a locked screen too. */
export function endedNotification({ counts, outcome, plan }: RevocationReport): {
  readonly title: string;
  readonly body: string;
} {
  const ended = counts.revoked + counts['already-gone'] + counts['revoked-unconfirmed'];
  const numbers = [ended, plan.targets].map((number) => number.toLocaleString('en-US')).join(' of ');
  const title = {
    complete: 'Sessions ended',
    'complete-with-gaps': 'Sessions ended, not all found',
    incomplete: 'Not all sessions ended',
    stopped: 'Stopped',
  }[outcome];
  return { title, body: `${numbers} sessions are known to be ended.` };
}
