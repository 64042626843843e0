import type { HandlersOf } from '../../contract/channels/contract.ts';
import type { Settings } from '../../contract/domain/app.ts';
import type { AuditConnection } from '../../contract/domain/audit/record.ts';
import type { RunItem } from '../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../contract/domain/revocation/run.ts';
import { failure } from '../../contract/failure.ts';
import { toAuditConnection } from '../audit/audit-connection.ts';
import type { ReadEvidence } from '../audit/evidence/evidence-source.ts';
import { accountName } from '../shared/account-name.ts';
import { enough } from '../shared/changes.ts';
import { systemClock } from '../shared/clock.ts';
import { createLimit } from '../shared/concurrency/limit.ts';
import type { PlanDocument } from '../store/plan-document.ts';
import { type OpenBatches, recoverBatches } from './audit/recover-batches.ts';
import { correctCatalogue } from './correct-catalogue.ts';
import { readEvidence } from './evidence-of-revocation.ts';
import { createGapLists } from './gap-lists.ts';
import { readHistory } from './history.ts';
import type { OpenRun } from './open-run.ts';
import { checkRequest } from './questions.ts';
import { type AskAboutReport, removeReport } from './remove-report.ts';
import { createDamagedRows } from './report/damaged-rows.ts';
import { createReportFiles } from './report-files.ts';
import { createTargetLists } from './report-rows.ts';
import { createRuns } from './runs.ts';
import type { RunPorts } from './runs-at-work.ts';
import { followSignals } from './signals/follow-signals.ts';
import { createStoredRevocations, interruptedProgress, wasStarted } from './stored-revocations.ts';

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
  readonly audit: OpenBatches & RunPorts['audit'];
  readonly plans: Plans;
  /** Keeps what the operator answered about OAuth2 tokens, where the connection left it open. */
  readonly keepOAuthChoice: (connectionId: string, choice: 'on' | 'off') => Promise<void>;
  readonly operator: () => Pick<Settings, 'operatorName' | 'ticket'>;
  /** Of the connections that there are. */
  readonly connectionIds: () => readonly string[];
  readonly askAboutReport: AskAboutReport;
  /** Asks the operator for a file; null: none was chosen. */
  readonly saveFile: (defaultName: string) => Promise<string | null>;
}

export interface Revocations {
  readonly handlers: Omit<HandlersOf<'revocation'>, 'revocation.plan'> &
    Pick<HandlersOf<'signals'>, 'signals.exposure' | 'signals.ofRevocation'>;
  /** For the access check of calls that name a revocation alone. Of what was looked at since the start. */
  readonly connectionOfPlan: (planId: string) => string | undefined;
  /** Calls `look` at once and a few times a second with everything that is not ended, until the signal aborts. */
  readonly followOpen: (
    look: (open: readonly RunProgress[]) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>;
  /** What a revocation that is not at work can prove of itself. */
  readonly evidence: ReadEvidence;
  /** Leaves what is at work so that it can be resumed. */
  readonly close: () => Promise<void>;
}

/** A list asks for one in each row that it shows; others use the store too. */
const exposuresAtATime = 2;

/** The shortest time between two messages to a window, in milliseconds. */
const notifyEveryMs = 150;

/** Ending sessions: run, verification, report, history. A revocation has the id of its plan. */
export function createRevocations(ports: RevocationPorts): Revocations {
  const { clock = systemClock, operator, plans, settings, store } = ports;
  const damagedRows = createDamagedRows(store);
  const stored = createStoredRevocations(
    store,
    damagedRows,
    ports.signals,
    (id) => runs.get(id)?.isWatching() ?? false,
  );
  let recovery: Promise<void> | undefined;

  /** Once, and again when it could not be done. */
  function batchesRecovered(): Promise<void> {
    recovery ??= recoverBatches({ store, recorder: ports.recorder, audit: ports.audit }).catch(
      (thrown: unknown) => {
        recovery = undefined;
        throw thrown;
      },
    );
    return recovery;
  }

  // At the start, also when none of them is ever resumed.
  batchesRecovered().catch(() => undefined);
  const runs = createRuns(ports, stored, batchesRecovered, () => {
    correction = undefined;
  });
  let correction: Promise<void> | undefined;

  /** Before revocations are listed the first time and after one was left without an end, and again when it could not be done. */
  function catalogueCorrected(): Promise<void> {
    if (correction !== undefined) return correction;
    const again = (): void => {
      if (correction === correcting) correction = undefined;
    };
    const correcting: Promise<void> = correctCatalogue({ store, stored, alone: runs.alone }).then(
      (isCorrect) => {
        if (!isCorrect) again();
      },
      (thrown: unknown) => {
        again();
        throw thrown;
      },
    );
    correction = correcting;
    return correcting;
  }
  const exposures = createLimit(exposuresAtATime);
  const gaps = createGapLists(store, stored);
  const connection = (connectionId: string): AuditConnection | null => {
    try {
      return toAuditConnection(connectionId, settings(connectionId), null);
    } catch {
      return null;
    }
  };
  const targets = createTargetLists(store, stored);
  const files = createReportFiles({
    ...{ store, stored, damagedRows, gaps, clock },
    signals: ports.signals,
    saveFile: ports.saveFile,
    connectionName: (connectionId) => connection(connectionId)?.name ?? null,
  });
  const isAtWork = (id: string) => runs.get(id) !== undefined;
  const evidenceParts = {
    store,
    stored,
    damagedRows,
    gaps,
    settings,
    isAtWork,
    clock,
    signals: ports.signals,
  };

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

  /**
   * Gives the report of a run that watches where it is another one than the last time: with each user who is listed the
   * progress changes, and the report seldom does. Nothing when it began to end something meanwhile: the report comes when
   * that is done.
   */
  function createReportOfWatch(run: OpenRun): () => Promise<RunItem[]> {
    let last = '';
    return async () => {
      try {
        const report = await stored.report(run.progress().id);
        const content = JSON.stringify(report);
        if (content === last) return [];
        last = content;
        return [{ type: 'report', report }];
      } catch (thrown) {
        if (run.progress().run.state === 'watching') throw thrown;
        return [];
      }
    };
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

  /** Where it cannot be kept, the operator is asked again. */
  async function keepAnswer(connectionId: string, areEnded: boolean, planId: string): Promise<void> {
    try {
      await ports.keepOAuthChoice(connectionId, areEnded ? 'on' : 'off');
    } catch {
      return;
    }
    ports.recorder.note({
      action: 'connection.changed',
      outcome: 'done',
      connection: toAuditConnection(connectionId, settings(connectionId), null),
      details: { isNew: false, fields: 'oauthTokens' },
      correlation: planId,
    });
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
        const progress = await runs.start(planId, order, request.typedCount);
        plans.planStarted(planId);
        if (request.oauthAnswered === true) await keepAnswer(plan.connectionId, options.oauthTokens, planId);
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
    'revocation.endRemaining': runs.endRemaining,
    'revocation.continueSecondScan': ({ planId }) => runs.continueSecondScan(planId),
    'revocation.endUnplanned': (request) => runs.endUnplanned(request),
    'revocation.endOAuthTokens': (request) => runs.endOAuthTokens(request),
    'revocation.sendSignals': ({ id }) => runs.sendSignals(id),
    'revocation.watchFor': ({ planId, minutes, watchThen }) => runs.watchFor(planId, minutes, watchThen),
    'revocation.watch': async ({ id }, { emit, signal }) => {
      const run = runs.get(id);
      const changedReport = run && createReportOfWatch(run);
      const look = async () => {
        if (!run || runs.get(id) !== run) return enough;
        const progress = run.progress();
        const reports = progress.run.state === 'watching' ? ((await changedReport?.()) ?? []) : [];
        if (reports.length > 0) await emit(reports);
        return emit([{ type: 'progress', progress }]);
      };
      if (run) await run.changes.follow(look, signal, notifyEveryMs);
      const now = await stored.load(id);
      if (now.state === 'ended') await emit([{ type: 'report', report: await stored.report(id) }]);
      else await emit([{ type: 'progress', progress: interruptedProgress(now) }]);
    },
    'revocation.open': (_, { emit, signal }) => followOpen((open) => emit([[...open]]), signal),
    'revocation.history': async (request) => {
      await catalogueCorrected();
      return readHistory(
        { store, stored, damagedRows, liveProgress: (id) => runs.get(id)?.progress() },
        ports.connectionIds(),
        request,
      );
    },
    'revocation.remove': ({ id }) =>
      runs.alone(id, async () => {
        await removeReport(id, { stored, recorder: ports.recorder, ask: ports.askAboutReport, connection });
        return null;
      }),
    'revocation.report': ({ id }) => stored.report(id),
    'revocation.reportOfAllRows': ({ id }, { signal }) => stored.reportOfAllRows(id, signal),
    'revocation.gaps': gaps,
    'revocation.targetsView': (request, context) => targets.view(request, context),
    'revocation.targets': (request) => targets.page(request),
    'revocation.export': files.targets,
    'revocation.exportGaps': files.gaps,
    'signals.ofRevocation': ({ id }, context) =>
      followSignals(
        {
          ...{ signals: ports.signals, runs: runs.changes, gapMs: notifyEveryMs },
          read: () => stored.signals(id),
        },
        context,
      ),
    'signals.exposure': ({ id }, { signal }) =>
      exposures.run(async () => {
        // Its row was scrolled out of sight meanwhile.
        if (signal.aborted) throw failure('aborted');
        return (await stored.signals(id)).exposure;
      }),
  };

  return {
    handlers,
    connectionOfPlan: stored.connectionOf,
    followOpen,
    evidence: (id, call) => readEvidence(evidenceParts, id, call),
    close: runs.close,
  };
}
