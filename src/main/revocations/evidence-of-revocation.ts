import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import { visibleJson } from '../../contract/domain/text/visible-text.ts';
import { failure } from '../../contract/failure.ts';
import type { EvidenceSource } from '../audit/evidence/evidence-source.ts';
import type { Clock } from '../shared/clock.ts';
import type { ExportRow } from '../shared/export/csv.ts';
import { toIsoTime, toYesOrNo } from '../shared/export/write-export.ts';
import type { Signals } from '../signals/signals-port.ts';
import type { Store } from '../store/interface.ts';
import type { LongCall } from '../store/long-call.ts';
import type { ReportTarget, SessionBefore, StoredLine } from '../store/records.ts';
import { auditConnectionOf } from './audit/run-records.ts';
import { eachGap, type GapLists } from './gap-lists.ts';
import type { DamagedRows } from './report/damaged-rows.ts';
import type { StoredRun } from './report/documents.ts';
import { exportColumns, toExportRows, toReportHead } from './report/export.ts';
import { coverageOf } from './report/report.ts';
import { countTargets, planOfTargets, toTargetRow } from './report-rows.ts';
import { readSignals } from './signals/read-signals.ts';
import type { StoredRevocations } from './stored-revocations.ts';
import { parseSessionBefore } from './verification/keep-sessions-before.ts';

interface EvidenceParts {
  readonly store: Pick<Store, 'read'>;
  readonly stored: Pick<StoredRevocations, 'load'>;
  readonly damagedRows: Pick<DamagedRows, 'counted'>;
  readonly signals: Pick<Signals, 'outcomes' | 'pastReceiversOf' | 'receiversOf'>;
  readonly gaps: GapLists;
  /** Throws where there is no such connection any more. */
  readonly settings: (connectionId: string) => ConnectionSettings;
  readonly isAtWork: (id: string) => boolean;
  readonly clock: Pick<Clock, 'now'>;
}

const pageSize = 1_000;

/**
 * What a revocation that is not at work can prove of itself, as it is on disk. Rejects with `not-found` where nothing was
 * started, and with `bad-input` while it is at work.
 */
export async function readEvidence(
  { clock, damagedRows, gaps, isAtWork, settings, signals, store, stored }: EvidenceParts,
  id: string,
  call: LongCall,
): Promise<EvidenceSource> {
  if (isAtWork(id)) throw failure('bad-input', { reason: 'revocation-running' });
  const run = await stored.load(id);
  const damaged = await damagedRows.counted(id, run.counts, call);
  const tokensToEnd = await store.read.countTargets({ id, where: 'tokens-to-end' });
  const told = await readSignals({ read: store.read, signals }, run, damaged);
  const { coverage, source } = run.plan.plan;
  const connection = auditConnectionOf(run.plan, settings);
  const { read } = store;
  const count = countTargets(run.counts);
  const plan = planOfTargets(run.plan.plan);
  const rows = { file: 'targets.csv', show: 'all', search: '' };
  const state = run.state === 'ended' ? 'ended' : 'interrupted';

  async function* pages<Row>(
    of: number,
    read: (offset: number, limit: number) => Promise<readonly Row[]>,
    limit = pageSize,
  ): AsyncGenerator<readonly Row[], void, undefined> {
    for (let offset = 0; offset < of; offset += limit) {
      call.signal?.throwIfAborted();
      yield await read(offset, limit);
    }
  }

  const targetPages = () => pages(count, (offset, limit) => read.targets({ id, view: null, offset, limit }));
  const lineCount = source.type === 'list' ? run.counts.lines.total : 0;

  return {
    connection,
    state,
    report: {
      ...toReportHead(
        run,
        connection?.name ?? null,
        { at: clock.now(), damagedRows: damaged, tokensToEnd, signals: told },
        rows,
      ),
      state,
      sessions_before: sessionsBeforeOf(run),
    },
    coverage: coverageOf(coverage, run.facts, run.counts, run.isWatching),
    targets: {
      count,
      columns: exportColumns,
      rows: () =>
        toExportRows(
          flat(targetPages(), (target) => toTargetRow(target, plan)),
          source,
        ),
    },
    lines: {
      count: lineCount,
      columns: lineColumns,
      rows: () =>
        flat(
          pages(lineCount, (offset, limit) => read.lines({ id, view: null, offset, limit })),
          toLineRow,
        ),
    },
    gaps: () => eachGap(gaps, id, call.signal),
    sessionsBefore: async function* () {
      for await (const page of targetPages()) {
        const recorded = await read.sessionsBefore({ id, targets: page.map((target) => target.id) });
        const byTarget = new Map(recorded.map((before) => [before.target, before]));
        for (const target of page) yield sessionLine(target, byTarget.get(target.id));
      }
    },
    isUnchanged: async () => {
      const now = isAtWork(id) ? null : await read.counts({ id });
      return now?.commit === run.counts.commit;
    },
  };
}

async function* flat<From, To>(
  pages: AsyncIterable<readonly From[]>,
  to: (row: From) => To,
): AsyncGenerator<To, void, undefined> {
  for await (const page of pages) for (const row of page) yield to(row);
}

function sessionsBeforeOf({ facts: { sessionsBefore } }: StoredRun): Record<string, unknown> {
  if (sessionsBefore === null) return { type: 'not-recorded' };
  if (sessionsBefore.type === 'skipped') return sessionsBefore;
  const { endedAt, gone, read, startedAt, type, unread } = sessionsBefore;
  return { type, read, gone, unread, started_at: toIsoTime(startedAt), ended_at: toIsoTime(endedAt) };
}

const lineColumns = [
  'line',
  'text',
  'cut',
  'kind',
  'result',
  'excluded',
  'session',
  'tenant',
  'user',
  'name',
  'created',
  'sessions_added',
  'sessions_of_user',
  'duplicate_of_line',
  'users_that_fit',
  'users_chosen',
  'reason',
  'error_code',
  'error_reason',
  'damaged',
] as const;

function toLineRow(line: StoredLine): ExportRow {
  if (line.damaged) return { damaged: 'yes' };
  const cells: Record<(typeof lineColumns)[number], string | number | null> = {
    line: line.number,
    text: line.text,
    cut: toYesOrNo(line.isCut),
    kind: line.kind,
    result: line.result,
    excluded: toYesOrNo(line.excluded),
    session: line.handle,
    tenant: line.tenantId,
    user: line.userId,
    name: line.name,
    created: toIsoTime(line.createdAt),
    sessions_added: line.sessions,
    sessions_of_user: line.sessionsOfUser,
    duplicate_of_line: line.duplicateOf?.number ?? null,
    users_that_fit: line.candidates.length,
    users_chosen: line.chosen.join(' '),
    reason: line.reason,
    error_code: line.error?.code ?? null,
    error_reason: line.error?.reason ?? null,
    damaged: 'no',
  };
  return cells;
}

/**
 * One session before it was ended. `read`: `yes`; `gone`: the core had no such session any more; `failed`: it could not be
 * read; `no`: it was not read, so it is as planning saw it, if that read it; `damaged`: the row on disk is damaged.
 */
function sessionLine(target: ReportTarget, recorded: SessionBefore | undefined): string {
  const before = recorded?.json ? parseSessionBefore(recorded.json) : null;
  const isDamaged = target.damaged || (recorded !== undefined && before === null);
  const planned = {
    handle: target.handle,
    in_plan: !target.newSession && !target.linked,
    tenant: target.tenantId,
    user: target.userId,
    created: toIsoTime(target.createdAt),
    ip: target.ip,
    user_agent: target.userAgent,
    login_method: target.loginMethod?.recipeId ?? null,
    third_party: target.loginMethod?.thirdPartyId ?? null,
  };
  if (isDamaged) return jsonLine({ handle: target.handle, read: 'damaged' });
  if (before === null) return jsonLine({ ...planned, read: 'no' });
  const read_at = toIsoTime(before.at);
  if (before.type === 'gone') return jsonLine({ ...planned, read: 'gone', read_at });
  if (before.type === 'unread') return jsonLine({ ...planned, read: 'failed', read_at, error: before.code });
  const { userDataInDatabase: data, userDataInJWT: token } = before;
  const row = {
    ...planned,
    read: 'yes',
    read_at,
    tenant: before.tenantId,
    user: before.userId,
    recipe_user: before.recipeUserId,
    created: toIsoTime(before.timeCreated),
    expires: toIsoTime(before.expiry),
    ip: before.ip,
    user_agent: before.userAgent,
    token_payload_cut: token.isCut,
    session_data_cut: data.isCut,
  };
  // As they are on disk: numbers that no JavaScript number can be would change on their way through objects.
  return `${visibleJson(row).slice(0, -1)},"token_payload":${token.json},"session_data":${data.json}}\n`;
}

function jsonLine(value: unknown): string {
  return `${visibleJson(value)}\n`;
}
