import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { StreamContext } from '../../contract/channels/contract.ts';
import type { PlanSource, RevocationPlan } from '../../contract/domain/revocation/plan.ts';
import type {
  SelectedBy,
  TargetRow,
  TargetsPage,
  TargetsViewItem,
  TargetsViewRequest,
} from '../../contract/domain/revocation/targets.ts';
import type { Exported, ExportFormat, ExportItem, ExportProgress } from '../../contract/domain/rows.ts';
import { failure } from '../../contract/failure.ts';
import { createProgressReporter, untilLeft } from '../shared/changes.ts';
import type { Clock } from '../shared/clock.ts';
import { writeExport } from '../shared/export/write-export.ts';
import type { Signals } from '../signals/signals-port.ts';
import type { Store, StoredCounts, ViewRequest } from '../store/interface.ts';
import type { OperationProgress } from '../store/long-call.ts';
import type { ReportTarget } from '../store/records.ts';
import type { DamagedRows } from './report/damaged-rows.ts';
import { exportColumns, toExportRows, toReportHead } from './report/export.ts';
import { headPathOf } from './report/head-path.ts';
import { countAll } from './report/report.ts';
import { readSignals } from './signals/read-signals.ts';
import type { StoredRevocations } from './stored-revocations.ts';

/** The targets of a revocation: in pages, found, sorted, and in a file. */
export interface TargetLists {
  /** Finds and sorts, and has the result until the stream is left. */
  readonly view: (request: TargetsViewRequest, context: StreamContext<TargetsViewItem>) => Promise<void>;
  readonly page: (request: PageOfTargets) => Promise<TargetsPage>;
  /** Writes targets into a file that the operator chooses, and what the report says beside them into a file beside it; null when none is chosen. */
  readonly export: (request: TargetsExport, context: StreamContext<ExportItem>) => Promise<void>;
}

interface PageOfTargets {
  readonly id: string;
  readonly view: string | null;
  readonly offset: number;
  readonly limit: number;
}

interface TargetsExport extends TargetsViewRequest {
  readonly format: ExportFormat;
}

/** Who is told how far a step of an export is. */
type ReportExport = (step: ExportProgress['step']) => (progress: OperationProgress) => void;

const exportPage = 1_000;
/** While a watch goes on, rows are read again so often until they are of one moment. */
const exportTries = 3;
const endings: Readonly<Record<ExportFormat, string>> = { csv: 'csv', 'json-lines': 'jsonl' };

export function createTargetLists(
  store: Store,
  stored: StoredRevocations,
  { counted }: Pick<DamagedRows, 'counted'>,
  signals: Pick<Signals, 'outcomes' | 'pastReceiversOf' | 'receiversOf'>,
  saveFile: (defaultName: string) => Promise<string | null>,
  /** Null: there is no such connection any more. */
  connectionName: (connectionId: string) => string | null,
  clock: Pick<Clock, 'now'>,
): TargetLists {
  const { read } = store;
  /** By view. */
  const totals = new Map<string, number>();
  const plans = new Map<string, PlanOfTargets>();

  /** Of a plan, which never changes. Throws `not-found` where nothing was started. */
  async function planOf(id: string): Promise<PlanOfTargets> {
    const known = plans.get(id);
    if (known !== undefined) return known;
    const plan = planOfTargets((await stored.load(id)).plan.plan);
    plans.set(id, plan);
    return plan;
  }

  /** The rows of a view that is closed at the end. */
  async function* rowsOf(
    asked: TargetsExport,
    all: number,
    signal: AbortSignal,
    report: ReportExport,
  ): AsyncGenerator<TargetRow> {
    const { id } = asked;
    const plan = await planOf(id);
    const { total, view } = isNatural(asked)
      ? { view: null, total: all }
      : await read.openView(toViewRequest(asked), { signal, onProgress: report('finding') });
    const writing = report('writing');
    try {
      for (let offset = 0; ; offset += exportPage) {
        writing({ done: Math.min(offset, total), of: total });
        const targets = await read.targets({ id, view, offset, limit: exportPage });
        for (const target of targets) yield toTargetRow(target, plan);
        if (targets.length < exportPage) return;
      }
    } finally {
      if (view !== null) await read.closeView({ view }).catch(() => undefined);
    }
  }

  return {
    view: async (asked, context) => {
      const { emit, signal } = context;
      const { counts } = await stored.load(asked.id);
      if (isNatural(asked)) {
        await emit([{ type: 'ready', view: null, total: countTargets(counts) }]);
        return;
      }
      const { view, total } = await openView(toViewRequest(asked), context);
      totals.set(view, total);
      try {
        await emit([{ type: 'ready', view, total }]);
        await untilLeft(signal);
      } finally {
        totals.delete(view);
        await read.closeView({ view }).catch(() => undefined);
      }
    },
    page: async ({ id, limit, offset, view }) => {
      const plan = await planOf(id);
      const total = view === null ? countTargets(await read.counts({ id })) : totals.get(view);
      if (total === undefined) throw viewIsGone();
      const targets = await read.targets({ id, view, offset, limit });
      return { total, rows: targets.map((target) => toTargetRow(target, plan)) };
    },
    export: async (request, { emit, signal }) => {
      const progress = createProgressReporter((item: ExportProgress) => emit([item]));
      const report: ReportExport =
        (step) =>
        ({ done, of }) =>
          progress({ type: 'progress', step, done, of });
      await emit([{ type: 'done', exported: await exportTargets(request, signal, report) }]);
    },
  };

  /** Null: no file was chosen. */
  async function exportTargets(
    request: TargetsExport,
    signal: AbortSignal,
    report: ReportExport,
  ): Promise<Exported> {
    const { format, id, show } = request;
    await stored.load(id);
    const part = show === 'all' ? '' : `-${show}`;
    const path = await saveFile(`revocation-${id.slice(0, 8)}${part}.${endings[format]}`);
    if (path === null) return null;
    const asked = { ...request, path, headPath: await headPathOf(path) };
    for (let tries = 1; ; tries++) {
      const exported = await writeTargets(asked, tries < exportTries, signal, report);
      if (exported !== 'changed') return exported;
    }
  }

  /** `changed`: numbers changed while the rows were read, and nothing was written. Unless it `mustFit`, it is written, and the head says so. */
  async function writeTargets(
    { headPath, path, ...request }: TargetsExport & { readonly path: string; readonly headPath: string },
    mustFit: boolean,
    signal: AbortSignal,
    report: ReportExport,
  ): Promise<Exported | 'changed'> {
    const { format, id, search, show } = request;
    const before = await stored.load(id);
    const { connectionId, source } = before.plan.plan;
    const checking = { signal, onProgress: report('checking') };
    const damagedRows = await counted(id, before.counts, checking);
    const changed = failure('aborted');
    const value = async () => {
      const tokensToEnd = await read.countTargets({ id, where: 'tokens-to-end' });
      const run = await stored.load(id);
      const told = await readSignals({ read, signals }, run, damagedRows);
      const hasChanged = !isDeepStrictEqual(run.counts, before.counts);
      if (hasChanged && mustFit) throw changed;
      const numbers = { at: clock.now(), damagedRows, tokensToEnd, signals: told };
      const rows = { file: basename(path), show, search, changed_meanwhile: hasChanged };
      return toReportHead(run, connectionName(connectionId), numbers, rows);
    };
    const rows = toExportRows(rowsOf(request, countTargets(before.counts), signal, report), source);
    const head = { path: headPath, value };
    try {
      return await writeExport({ path, format, columns: exportColumns, rows, head, signal });
    } catch (thrown) {
      if (thrown === changed) return 'changed';
      throw thrown;
    }
  }

  function openView(
    request: ViewRequest,
    { emit, signal }: StreamContext<TargetsViewItem>,
  ): Promise<{ readonly view: string; readonly total: number }> {
    return read.openView(request, {
      signal,
      onProgress: createProgressReporter(({ done, of }) => emit([{ type: 'progress', done, of }])),
    });
  }
}

/** All rows in the order of the plan: these are read as they are. */
function isNatural({ search, show, sort }: TargetsViewRequest): boolean {
  return show === 'all' && search === '' && sort === null;
}

function toViewRequest({ id, search, show, sort }: TargetsViewRequest): ViewRequest {
  return {
    id,
    of: 'targets',
    show: show === 'all' ? null : show,
    search: search === '' ? null : search,
    sort,
  };
}

export function countTargets({ linkedSessions, newSessions, targets }: StoredCounts): number {
  return countAll(targets) + countAll(newSessions) + countAll(linkedSessions);
}

/** What rows of targets do not say themselves. */
interface PlanOfTargets {
  /** Of access tokens. */
  readonly lifetimeMs: number;
  readonly source: PlanSource;
}

export function planOfTargets({ accessTokenLifetimeS, source }: RevocationPlan): PlanOfTargets {
  return { lifetimeMs: accessTokenLifetimeS * 1_000, source };
}

/** One target for the list under the numbers. */
export function toTargetRow(target: ReportTarget, { lifetimeMs, source }: PlanOfTargets): TargetRow {
  const { id: _id, error, line: _line, undecidedFor: _fields, ...row } = target;
  return {
    ...row,
    exposureUntil: row.endedAt === null ? null : row.endedAt + lifetimeMs,
    selectedBy: row.newSession || row.linked || row.damaged ? null : selectedBy(target, source),
    ...(error ? { error } : {}),
  };
}

function selectedBy(
  { line, undecidedFor }: Pick<ReportTarget, 'line' | 'undecidedFor'>,
  { type }: PlanSource,
): SelectedBy | null {
  if (undecidedFor.length > 0) return { type: 'undecided', undecidedFor: [...undecidedFor] };
  switch (type) {
    case 'list':
      return line && { type: 'line', ...line };
    case 'rule':
    case 'user':
      return { type };
    case 'handles':
      return { type: 'operator' };
  }
}

function viewIsGone() {
  return failure('not-found', { reason: 'rows-closed', retryable: true });
}
