import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { defaultSettings, type Settings } from '../../../../src/contract/domain/app.ts';
import {
  type ConnectionSettings,
  defaultConnectionSettings,
} from '../../../../src/contract/domain/connection.ts';
import type { SelectedRows } from '../../../../src/contract/domain/planning/change-draft.ts';
import { type Draft, draft as draftSchema } from '../../../../src/contract/domain/planning/draft.ts';
import { type RowsPage, rowsPage } from '../../../../src/contract/domain/planning/draft-rows.ts';
import {
  type GapsPage,
  type GapsRequest,
  gapsPage,
} from '../../../../src/contract/domain/revocation/gap-rows.ts';
import {
  type HistoryPage,
  type HistoryRequest,
  historyPage,
} from '../../../../src/contract/domain/revocation/history.ts';
import {
  type RevocationPlan,
  type RevocationSelection,
  revocationPlan,
} from '../../../../src/contract/domain/revocation/plan.ts';
import {
  type RevocationReport,
  type RunItem,
  revocationReport,
  runItem,
} from '../../../../src/contract/domain/revocation/report.ts';
import {
  defaultRunOptions,
  type RunOptions,
  type RunProgress,
  type UnplannedSessions,
} from '../../../../src/contract/domain/revocation/run.ts';
import {
  type TargetRow,
  type TargetsViewItem,
  type TargetsViewRequest,
  targetsPage,
  targetsViewItem,
} from '../../../../src/contract/domain/revocation/targets.ts';
import type { Rule } from '../../../../src/contract/domain/rule.ts';
import type { Recorder } from '../../../../src/main/audit/recorder.ts';
import type { CorePort, RecordedKeys } from '../../../../src/main/core/protocol.ts';
import { createPlanning } from '../../../../src/main/planning/planning.ts';
import type { RecordsOfEnds } from '../../../../src/main/revocations/audit/counted-before.ts';
import type { OpenBatches } from '../../../../src/main/revocations/audit/recover-batches.ts';
import type { AskAboutReport } from '../../../../src/main/revocations/remove-report.ts';
import { createRevocations, type Revocations } from '../../../../src/main/revocations/revocations.ts';
import type { Clock } from '../../../../src/main/shared/clock.ts';
import type { Throttle } from '../../../../src/main/shared/concurrency/throttle.ts';
import type { Backoff } from '../../../../src/main/shared/retry/core-health.ts';
import type { Signals } from '../../../../src/main/signals/signals-port.ts';
import { openStore } from '../../../../src/main/store/client/open-store.ts';
import type { Store } from '../../../../src/main/store/interface.ts';
import { createMemoryAudit, type MemoryAudit } from '../ports/memory-audit.ts';
import { noSignals } from '../ports/no-signals.ts';
import { spawnStoreWorker } from '../store/spawn-store-worker.ts';
import { callContext, draftAfter, recordStream } from '../stream.ts';

export const defaultConnectionId = 'under-test';

interface DriverOptions {
  readonly connectionId?: string;
  readonly core: (connectionId: string) => CorePort;
  readonly settings?: () => ConnectionSettings;
  readonly operator?: () => Pick<Settings, 'operatorName' | 'ticket'>;
  readonly connectionIds?: () => readonly string[];
  readonly recordedKeys?: () => RecordedKeys;
  /** What is kept of sessions before they are ended; missing: nothing. */
  readonly evidence?: () => Settings['evidence'];
  readonly ownUserIds?: () => readonly string[];
  readonly clock?: Clock;
  readonly backoff?: Backoff;
  readonly createThrottle?: () => Throttle;
  /** Of an earlier driver, as after a restart; else a new one that is removed with the test. */
  readonly dataDirectory?: string;
  /** One that is closed by whoever opened it, after the driver; else one is opened on the folder. */
  readonly store?: Store;
  /** As a driver on a folder of its own is. */
  readonly closesWithTest?: true;
  readonly keepOAuthChoice?: (connectionId: string, choice: 'on' | 'off') => Promise<void>;
  /** The operator before a report is removed; missing: says yes. */
  readonly askAboutReport?: AskAboutReport;
  /** Missing: there is no receiver. */
  readonly signals?: Signals;
  readonly saveFile?: (defaultName: string) => Promise<string | null>;
  readonly onEnded?: (report: RevocationReport) => void;
  /** Of an earlier driver, as after a restart; else a new one. */
  readonly audit?: MemoryAudit;
  /** In place of that: the real log. */
  readonly log?: OpenBatches & RecordsOfEnds & { readonly recorder: Recorder };
}

export interface RevocationDriver {
  readonly revocations: Revocations;
  readonly store: Store;
  readonly audit: MemoryAudit;
  readonly dataDirectory: string;
  readonly plan: (selection: RevocationSelection) => Promise<RevocationPlan>;
  readonly planList: (lines: readonly string[]) => Promise<RevocationPlan>;
  readonly planRule: (rule: Rule, tenants?: readonly string[] | null) => Promise<RevocationPlan>;
  /** A draft of a rule, as soon as all users are scanned. */
  readonly draftRule: (rule: Rule) => Promise<Draft>;
  /** Includes sessions about which the rule of a draft is undecided. */
  readonly include: (draftId: string, rows: SelectedRows) => Promise<Draft>;
  /** A draft of a rule whose scan is stopped then. */
  readonly stopRule: (rule: Rule, when: Promise<void>) => Promise<Draft>;
  readonly exclude: (draftId: string, rows: 'own' | number[]) => Promise<unknown>;
  /** A draft of what a revocation did not cover, as soon as it is read. */
  readonly tryAgain: (revocationId: string) => Promise<Draft>;
  /** Reads again what could not be read of a draft. */
  readonly retry: (draftId: string) => Promise<Draft>;
  readonly rows: (draftId: string) => Promise<RowsPage['rows']>;
  readonly freeze: (draftId: string) => Promise<RevocationPlan>;
  readonly start: (
    planId: string,
    more?: Partial<RunOptions>,
    typedCount?: number | null,
  ) => Promise<RunProgress>;
  readonly resume: (id: string) => Promise<RunProgress>;
  readonly pause: (id: string) => Promise<unknown>;
  readonly stop: (id: string) => Promise<unknown>;
  /** Follows it until it has ended, is interrupted, or is paused. */
  readonly settled: (id: string, onItem?: (item: RunItem) => void) => Promise<RunItem>;
  /** Plan, start, and the report. Rejects when it is paused on the way. */
  readonly end: (selection: RevocationSelection, more?: Partial<RunOptions>) => Promise<RevocationReport>;
  /** Stops it, and gives the report. */
  readonly stopped: (id: string) => Promise<RevocationReport>;
  readonly finished: (id: string) => Promise<RevocationReport>;
  readonly verifyAgain: (id: string) => Promise<RevocationReport>;
  /** `count`: as many as the question names; missing: as many as the report says. */
  readonly endRemaining: (
    id: string,
    asked?: { readonly count?: number; readonly typedCount?: number | null },
  ) => Promise<RevocationReport>;
  /** Ends new sessions, or those of linked accounts. Resolves when that has begun. */
  readonly endUnplanned: (
    id: string,
    which: UnplannedSessions,
    count: number,
    typedCount?: number | null,
  ) => Promise<void>;
  readonly endOAuthTokens: (
    id: string,
    count: number,
    typedCount?: number | null,
  ) => Promise<RevocationReport>;
  /** Queues the events of an ended one. */
  readonly sendSignals: (id: string) => Promise<RevocationReport>;
  readonly report: (id: string) => Promise<RevocationReport>;
  readonly gaps: (id: string, page?: Partial<Omit<GapsRequest, 'id'>>) => Promise<GapsPage>;
  readonly targets: (
    id: string,
    view?: Partial<Pick<TargetsViewRequest, 'show' | 'search' | 'sort'>>,
  ) => Promise<TargetRow[]>;
  readonly history: (more?: Partial<HistoryRequest>) => Promise<HistoryPage>;
  /** As the end of the console does. */
  readonly close: () => Promise<void>;
}

/** Fast enough for a test, slow enough that a core can come back meanwhile. */
const testBackoff: Backoff = { firstMs: 1, mostMs: 8, pauseAfterMs: 40 };

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'curfew-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The services of plans and revocations, asked as a window would; every answer is checked against the contract. */
export async function openRevocations(options: DriverOptions): Promise<RevocationDriver> {
  const { connectionId = defaultConnectionId } = options;
  const isOwnFolder = options.dataDirectory === undefined;
  const dataDirectory = options.dataDirectory ?? temporaryFolder();
  const store = options.store ?? (await openStore({ dataDirectory, spawn: spawnStoreWorker }));
  const ports = {
    settings: () => ({ ...defaultConnectionSettings, name: 'Test', address: 'http://core.example' }),
    recordedKeys: () => ({ ipKeys: [], userAgentKeys: [] }),
    ownUserIds: () => [],
    saveFile: async () => null,
    backoff: testBackoff,
    operator: () => defaultSettings,
    connectionIds: () => [connectionId],
    keepOAuthChoice: async () => undefined,
    askAboutReport: async () => true,
    signals: noSignals,
    ...options,
    store,
  };
  const planning = createPlanning(ports);
  const { audit = createMemoryAudit() } = options;
  const log = options.log ?? audit;
  const revocations = createRevocations({ ...ports, audit: log, recorder: log.recorder, plans: planning });
  const handlers = { ...planning.handlers, ...revocations.handlers };
  let closing: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    await Promise.all([planning.close(), revocations.close()]);
    if (!options.store) await store.close();
  }

  function close(): Promise<void> {
    closing ??= closeAll();
    return closing;
  }

  if (isOwnFolder || options.closesWithTest) onTestFinished(close);

  async function plan(selection: RevocationSelection): Promise<RevocationPlan> {
    return revocationPlan.parse(
      await handlers['revocation.plan']({ connectionId, selection }, callContext()),
    );
  }

  async function whenRead(draftId: string): Promise<Draft> {
    let last: unknown;
    const recorded = recordStream<Draft>(([draft]) => {
      last = draft;
      // A paused one waits for its operator.
      if (draft && ['ready', 'failed', 'paused'].includes(draft.state.state)) recorded.abort();
    });
    await handlers['planning.watch']({ draftId }, recorded.context).catch(() => undefined);
    return draftSchema.parse(last);
  }

  async function freeze(draftId: string): Promise<RevocationPlan> {
    return revocationPlan.parse(await handlers['planning.freeze']({ draftId }, callContext()));
  }

  /** Freezes a draft as soon as it is read; one that has failed is refused. */
  async function freezeWhenRead(draftId: string): Promise<RevocationPlan> {
    await whenRead(draftId);
    return freeze(draftId);
  }

  async function planList(lines: readonly string[]): Promise<RevocationPlan> {
    const bytes = Buffer.from(lines.join('\n'));
    const request = { connectionId, name: 'list.txt', format: { type: 'text' }, size: bytes.length } as const;
    const { id: draftId } = await handlers['planning.startList'](request, callContext());
    await handlers['planning.uploadChunk']({ draftId, bytes }, callContext());
    await handlers['planning.finishUpload']({ draftId, failed: null }, callContext());
    return freezeWhenRead(draftId);
  }

  async function startRule(rule: Rule, tenants: readonly string[] | null = null): Promise<string> {
    const request = { connectionId, tenants: tenants && [...tenants], rule };
    return (await handlers['planning.startRule'](request, callContext())).id;
  }

  async function planRule(rule: Rule, tenants: readonly string[] | null = null): Promise<RevocationPlan> {
    return freezeWhenRead(await startRule(rule, tenants));
  }

  async function start(planId: string, more: Partial<RunOptions> = {}, typedCount: number | null = null) {
    const answers = { reason: 'stolen laptop', ticket: null, typedCount };
    const request = { planId, ...answers, options: { ...defaultRunOptions, ...more } };
    return handlers['revocation.start'](request, callContext());
  }

  function settled(id: string, onItem?: (item: RunItem) => void): Promise<RunItem> {
    return new Promise((resolve, reject) => {
      let last: RunItem | undefined;
      const recorded = recordStream<RunItem>((items) => {
        for (const item of items) {
          last = runItem.parse(item);
          onItem?.(last);
          if (last.type !== 'progress' || last.progress.run.state !== 'paused') continue;
          resolve(last);
          recorded.abort();
        }
      });
      handlers['revocation.watch']({ id }, recorded.context).then(
        () => (last ? resolve(last) : reject(new Error('Nothing was told.'))),
        (thrown: unknown) => (last ? resolve(last) : reject(thrown)),
      );
    });
  }

  async function finished(id: string): Promise<RevocationReport> {
    const last = await settled(id);
    if (last.type === 'report') return last.report;
    throw new Error(`It has not ended: ${JSON.stringify(last.progress.run)}`);
  }

  /** The view of these rows, and how to leave it. */
  function openView(request: TargetsViewRequest): Promise<{
    readonly view: string | null;
    readonly total: number;
    readonly leave: () => void;
  }> {
    return new Promise((resolve, reject) => {
      const recorded = recordStream<TargetsViewItem>((items) => {
        for (const item of items) {
          const { type, ...ready } = targetsViewItem.parse(item);
          if (type === 'ready' && 'view' in ready) resolve({ ...ready, leave: recorded.abort });
        }
      });
      handlers['revocation.targetsView'](request, recorded.context).catch(reject);
    });
  }

  return {
    revocations,
    store,
    audit,
    dataDirectory,
    close,
    plan,
    planList,
    planRule,
    draftRule: async (rule) => whenRead(await startRule(rule)),
    include: async (draftId, rows) =>
      draftSchema.parse(await draftAfter(handlers['planning.exclude'], { draftId, rows, excluded: false })),
    stopRule: async (rule, when) => {
      const draftId = await startRule(rule);
      await when;
      return handlers['planning.control']({ draftId, action: 'stop' }, callContext());
    },
    exclude: (draftId, rows) => draftAfter(handlers['planning.exclude'], { draftId, rows, excluded: true }),
    freeze,
    tryAgain: async (revocationId) =>
      whenRead((await handlers['planning.startFromGaps']({ revocationId }, callContext())).id),
    retry: async (draftId) => {
      await handlers['planning.control']({ draftId, action: 'retry' }, callContext());
      return whenRead(draftId);
    },
    rows: async (draftId) => {
      const request = { draftId, show: 'all', view: null, offset: 0, limit: 500 } as const;
      return rowsPage.parse(await handlers['planning.rows'](request, callContext())).rows;
    },
    start,
    settled,
    finished,
    resume: (id) => handlers['revocation.resume']({ planId: id }, callContext()),
    pause: (id) => handlers['revocation.pause']({ id }, callContext()),
    stop: (id) => handlers['revocation.stop']({ id }, callContext()),
    stopped: async (id) => {
      await handlers['revocation.stop']({ id }, callContext());
      return finished(id);
    },
    end: async (selection, more) => {
      const { id } = await plan(selection);
      await start(id, more);
      return finished(id);
    },
    verifyAgain: async (id) => {
      await handlers['revocation.verifyAgain']({ id }, callContext());
      return finished(id);
    },
    endRemaining: async (id, { count, typedCount = null } = {}) => {
      const asked = count ?? (await finished(id)).remaining;
      await handlers['revocation.endRemaining']({ planId: id, count: asked, typedCount }, callContext());
      return finished(id);
    },
    endUnplanned: async (id, which, count, typedCount = null) => {
      await handlers['revocation.endUnplanned']({ planId: id, which, count, typedCount }, callContext());
    },
    endOAuthTokens: async (id, count, typedCount = null) => {
      await handlers['revocation.endOAuthTokens']({ planId: id, count, typedCount }, callContext());
      return finished(id);
    },
    sendSignals: async (id) => {
      await handlers['revocation.sendSignals']({ id }, callContext());
      return finished(id);
    },
    gaps: async (id, { offset = 0, limit = 500 } = {}) =>
      gapsPage.parse(await handlers['revocation.gaps']({ id, offset, limit }, callContext())),
    report: async (id) => revocationReport.parse(await handlers['revocation.report']({ id }, callContext())),
    targets: async (id, { show = 'all', search = '', sort = null } = {}) => {
      const { leave, total, view } = await openView({ id, show, search, sort });
      const rows: TargetRow[] = [];
      while (rows.length < total) {
        const asked = { id, view, offset: rows.length, limit: 500 };
        const page = targetsPage.parse(await handlers['revocation.targets'](asked, callContext()));
        if (page.rows.length === 0) throw new Error(`${total} rows were promised.`);
        rows.push(...page.rows);
      }
      leave();
      return rows;
    },
    history: async (more) => {
      const request: HistoryRequest = {
        ...{ connectionId, search: '', outcomes: null, from: null, to: null, offset: 0, limit: 100 },
        sort: { column: 'startedAt', direction: 'descending' },
        ...more,
      };
      return historyPage.parse(await handlers['revocation.history'](request, callContext()));
    },
  };
}
