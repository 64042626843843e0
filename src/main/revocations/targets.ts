import { rm } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import type { Exported, ExportFormat } from '../../contract/domain/planning.ts';
import type {
  TargetRow,
  TargetsPage,
  TargetsViewItem,
  TargetsViewRequest,
} from '../../contract/domain/revocation.ts';
import { failure } from '../../contract/failure.ts';
import type { StreamContext } from '../../contract/handlers.ts';
import type { ExportRow } from '../shared/export/export-row.ts';
import { writeExport, writeJson } from '../shared/export/write-export.ts';
import type { Store, StoredCounts, ViewRequest } from '../store/interface.ts';
import type { ReportTarget } from '../store/records.ts';
import { countAll } from './report/numbers.ts';
import { toReportHead } from './report/report-head.ts';
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
  saveFile: (defaultName: string) => Promise<string | null>,
  /** Null: there is no such connection any more. */
  connectionName: (connectionId: string) => string | null,
): TargetLists {
  const { read } = store;
  /** By view. */
  const totals = new Map<string, number>();
  const lifetimes = new Map<string, number>();

  /** Milliseconds; of a plan, which never changes. Throws `not-found` where nothing was started. */
  async function lifetimeOf(id: string): Promise<number> {
    const known = lifetimes.get(id);
    if (known !== undefined) return known;
    const { plan } = await stored.load(id);
    const lifetime = plan.plan.accessTokenLifetimeS * 1_000;
    lifetimes.set(id, lifetime);
    return lifetime;
  }

  /** The rows of a view that is closed at the end. */
  async function* rowsOf(asked: TargetsExport, signal: AbortSignal): AsyncGenerator<TargetRow> {
    const { id } = asked;
    const lifetime = await lifetimeOf(id);
    const view = isNatural(asked) ? null : (await read.openView(toViewRequest(asked), { signal })).view;
    try {
      for (let offset = 0; ; offset += exportPage) {
        const targets = await read.targets({ id, view, offset, limit: exportPage });
        for (const target of targets) yield toTargetRow(target, lifetime);
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
      const lifetime = await lifetimeOf(id);
      const total = view === null ? countTargets(await read.counts({ id })) : totals.get(view);
      if (total === undefined) throw viewIsGone();
      const targets = await read.targets({ id, view, offset, limit });
      return { total, rows: targets.map((target) => toTargetRow(target, lifetime)) };
    },
    export: async (request, signal) => {
      const { format, id, search, show } = request;
      const run = await stored.load(id);
      const part = show === 'all' ? '' : `-${show}`;
      const path = await saveFile(`revocation-${id.slice(0, 8)}${part}.${endings[format]}`);
      if (path === null) return null;
      const headPath = headPathOf(path);
      const name = connectionName(run.plan.plan.connectionId);
      // First: rows without a head do not say whose order they were.
      await writeJson(headPath, toReportHead(run, name, { file: basename(path), show, search }));
      try {
        const rows = exportRows(rowsOf(request, signal));
        return { ...(await writeExport({ path, format, columns, rows, signal })), headPath };
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
    let isTelling = false;
    return read.openView(request, {
      signal,
      onProgress: ({ done, of }) => {
        // The latest is enough for a window that does not keep up.
        if (isTelling) return;
        isTelling = true;
        emit([{ type: 'progress', done, of }]).then(
          () => {
            isTelling = false;
          },
          () => undefined,
        );
      },
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

/** One target for the list under the numbers. */
function toTargetRow(target: ReportTarget, lifetime: number): TargetRow {
  const { id: _, error, ...row } = target;
  return {
    ...row,
    exposureUntil: row.endedAt === null ? null : row.endedAt + lifetime,
    ...(error ? { error } : {}),
  };
}

const columns = [
  'handle',
  'state',
  'tenant',
  'user',
  'name',
  'created',
  'revoked_at',
  'exposure_until',
  'new_session',
  'linked_account',
  'ip',
  'user_agent',
  'line',
  'line_text',
  'error_code',
  'error',
  'damaged',
] as const;

async function* exportRows(rows: AsyncIterable<TargetRow>): AsyncGenerator<ExportRow> {
  for await (const row of rows) yield toExportRow(row);
}

/** Times in UTC, ISO 8601. Of a damaged row only that it is damaged. */
function toExportRow(row: TargetRow): ExportRow {
  if (row.damaged) return { handle: row.handle, damaged: 'yes' };
  return {
    handle: row.handle,
    state: row.state,
    tenant: row.tenantId,
    user: row.userId,
    name: row.name,
    created: time(row.createdAt),
    revoked_at: time(row.endedAt),
    exposure_until: time(row.exposureUntil),
    new_session: row.newSession ? 'yes' : 'no',
    linked_account: row.linked ? 'yes' : 'no',
    ip: row.ip,
    user_agent: row.userAgent,
    line: row.line?.number ?? null,
    line_text: row.line?.text ?? null,
    error_code: row.error?.code ?? null,
    error: row.error?.message ?? null,
    damaged: 'no',
  };
}

function time(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function untilLeft(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function viewIsGone() {
  return failure('not-found', 'The list of these rows was closed.', {
    hint: 'Search or sort again.',
    retryable: true,
  });
}
