import { rm } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import type { StreamContext } from '../../contract/channels/contract.ts';
import { gapsOf } from '../../contract/domain/coverage.ts';
import type { GapRow, GapsPage, GapsRequest, LineGap } from '../../contract/domain/gap-rows.ts';
import type { Exported, ExportFormat } from '../../contract/domain/planning.ts';
import type {
  PlanSource,
  SelectedBy,
  TargetRow,
  TargetsPage,
  TargetsViewItem,
  TargetsViewRequest,
} from '../../contract/domain/revocation.ts';
import { failure } from '../../contract/failure.ts';
import { createProgressReporter, untilLeft } from '../shared/changes.ts';
import { writeExport, writeJson } from '../shared/write-export.ts';
import type { Store, StoredCounts, ViewRequest } from '../store/interface.ts';
import type { ReportTarget, StoredLine, StoredUndecided, UnreadRow } from '../store/records.ts';
import { createLineView, type LineView, reasonFromText } from '../store/source-lines.ts';
import type { DamagedRows } from './report/damaged-rows.ts';
import { exportColumns, toExportRows, toReportHead } from './report/export.ts';
import { countAll, coverageOf } from './report/report.ts';
import type { StoredRevocations } from './stored-revocations.ts';

/** The targets of a revocation: in pages, found, sorted, and in a file. */
export interface TargetLists {
  /** Finds and sorts, and has the result until the stream is left. */
  readonly view: (request: TargetsViewRequest, context: StreamContext<TargetsViewItem>) => Promise<void>;
  readonly page: (request: PageOfTargets) => Promise<TargetsPage>;
  /** Writes targets into a file that the operator chooses, and what the report says beside them into a file beside it; null when none is chosen. */
  readonly export: (request: TargetsExport, signal: AbortSignal) => Promise<Exported>;
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

const exportPage = 1_000;
const endings: Readonly<Record<ExportFormat, string>> = { csv: 'csv', 'json-lines': 'jsonl' };

export function createTargetLists(
  store: Store,
  stored: StoredRevocations,
  damagedRows: Pick<DamagedRows, 'counted'>,
  saveFile: (defaultName: string) => Promise<string | null>,
  /** Null: there is no such connection any more. */
  connectionName: (connectionId: string) => string | null,
): TargetLists {
  const { read } = store;
  /** By view. */
  const totals = new Map<string, number>();
  const plans = new Map<string, PlanOfTargets>();

  /** Of a plan, which never changes. Throws `not-found` where nothing was started. */
  async function planOf(id: string): Promise<PlanOfTargets> {
    const known = plans.get(id);
    if (known !== undefined) return known;
    const { accessTokenLifetimeS, source } = (await stored.load(id)).plan.plan;
    const plan = { lifetimeMs: accessTokenLifetimeS * 1_000, source };
    plans.set(id, plan);
    return plan;
  }

  /** The rows of a view that is closed at the end. */
  async function* rowsOf(asked: TargetsExport, signal: AbortSignal): AsyncGenerator<TargetRow> {
    const { id } = asked;
    const plan = await planOf(id);
    const view = isNatural(asked) ? null : (await read.openView(toViewRequest(asked), { signal })).view;
    try {
      for (let offset = 0; ; offset += exportPage) {
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
    export: async (request, signal) => {
      const { format, id, search, show } = request;
      const run = await stored.load(id);
      const part = show === 'all' ? '' : `-${show}`;
      const path = await saveFile(`revocation-${id.slice(0, 8)}${part}.${endings[format]}`);
      if (path === null) return null;
      const headPath = headPathOf(path);
      const name = connectionName(run.plan.plan.connectionId);
      const damaged = await damagedRows.counted(id, run.counts);
      // First: rows without a head do not say whose order they were.
      await writeJson(headPath, toReportHead(run, name, damaged, { file: basename(path), show, search }));
      try {
        const rows = toExportRows(rowsOf(request, signal), run.plan.plan.source);
        const written = await writeExport({ path, format, columns: exportColumns, rows, signal });
        return { ...written, headPath };
      } catch (thrown) {
        await rm(headPath, { force: true }).catch(() => undefined);
        throw thrown;
      }
    },
  };

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

/** "targets.csv": "targets.head.json". */
function headPathOf(path: string): string {
  const { dir, name } = parse(path);
  return join(dir, `${name}.head.json`);
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

function countTargets({ linkedSessions, newSessions, targets }: StoredCounts): number {
  return countAll(targets) + countAll(newSessions) + countAll(linkedSessions);
}

/** What rows of targets do not say themselves. */
interface PlanOfTargets {
  /** Of access tokens. */
  readonly lifetimeMs: number;
  readonly source: PlanSource;
}

/** One target for the list under the numbers. */
function toTargetRow(target: ReportTarget, { lifetimeMs, source }: PlanOfTargets): TargetRow {
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

/** What plan and second scan of a revocation do not cover, in pages. */
export type GapLists = (request: GapsRequest) => Promise<GapsPage>;

export function createGapLists({ read }: Store, stored: StoredRevocations): GapLists {
  /** Of the list that was looked at last: each view is a file. */
  let latest: { readonly id: string; readonly lines: LineView } | undefined;

  function linesOf(id: string): LineView {
    if (latest?.id === id) return latest.lines;
    latest?.lines.close();
    latest = { id, lines: createLineView(read, id, 'not-covered') };
    return latest.lines;
  }

  return async ({ id, offset, limit }) => {
    const { counts, facts, plan: document } = await stored.load(id);
    const { plan } = document;
    if (gapsOf(coverageOf(plan.coverage, facts, counts)).length === 0) return { total: 0, rows: [] };
    switch (plan.source.type) {
      case 'list': {
        const { total, lines } = await linesOf(id).page(offset, limit);
        return { total, rows: lines.map(toLineRow) };
      }
      case 'rule': {
        const { undecided, unreadSessions, unreadUsers } = counts;
        const unread = unreadUsers + unreadSessions;
        const rows = (await read.unreadPage({ id, offset, limit })).map(toUnreadRow);
        const more = limit - rows.length;
        const behind = { offset: Math.max(0, offset - unread), limit: more };
        const sessions = more > 0 ? await read.undecided({ id, which: 'not-included', ...behind }) : [];
        return { total: unread + undecided, rows: [...rows, ...sessions.map(toUndecidedRow)] };
      }
      case 'handles':
      case 'user':
        return { total: 0, rows: [] };
    }
  };
}

function toLineRow(line: StoredLine): GapRow {
  const why = line.damaged ? null : lineGapOf(line);
  return why === null ? { type: 'damaged' } : { type: 'line', line: line.number, text: line.text, why };
}

/** Null: a line without what it must have, which the store never wrote. */
function lineGapOf({ candidates, error, reason, result }: StoredLine): LineGap | null {
  switch (result) {
    case 'ambiguous':
      return { type: 'ambiguous-lines', users: candidates.length };
    case 'unknown':
      return { type: 'unknown-lines' };
    case 'malformed':
      return { type: 'malformed-lines', reason: reasonFromText(reason ?? '') };
    case 'unread':
      return error && { type: 'unread-lines', error };
    case 'open':
      return { type: 'lines-not-looked-up' };
    case 'duplicate':
    case 'session':
    case 'user':
      return null;
  }
}

function toUndecidedRow({ damaged, handle, ip, name, undecidedFor, userId }: StoredUndecided): GapRow {
  if (damaged) return { type: 'damaged' };
  return { type: 'undecided', userId, name, handle, ip, undecidedFor: [...undecidedFor] };
}

function toUnreadRow(row: UnreadRow): GapRow {
  if (row.damaged) return { type: 'damaged' };
  const { handle, userId } = row;
  return handle === null ? { type: 'user', userId } : { type: 'session', userId, handle };
}
