import { splitAddress } from '../../../contract/domain/addresses.ts';
import type { PlanSource, SelectedBy, TargetRow } from '../../../contract/domain/revocation.ts';
import { type ExportRow, toIsoTime } from '../../shared/write-export.ts';
import type { Facts, StoredRun } from './documents.ts';
import { countUnplanned, countVisited, coverageOf, outcomeWithDamage } from './report.ts';

/** What the file of a head is of: the rows that were written beside it. */
interface WrittenRows {
  /** Name of their file. */
  readonly file: string;
  readonly show: string;
  /** Empty: none. */
  readonly search: string;
}

/**
 * What a report says beside its rows, for a JSON file beside theirs: who ordered what, why, on which core, what was not
 * covered, and how it ended. Times in UTC, ISO 8601. Of the core its address without credentials, and no key but the ids
 * of its public ones. `connectionName` null: the connection is not there any more.
 */
export function toReportHead(
  { counts, facts, id, order, plan: { address, coreKeys, plan } }: StoredRun,
  connectionName: string | null,
  damagedRows: number,
  rows: WrittenRows,
): Record<string, unknown> {
  const lastActiveAt = counts.lastActiveAt ?? order.startedAt;
  return {
    revocation: id,
    operator: order.operator,
    reason: order.reason,
    ticket: order.ticket,
    connection: { id: plan.connectionId, name: connectionName },
    core: { address: withoutCredentials(address), key_ids: coreKeys },
    selection: selectionOf(plan.source),
    outcome: facts.outcome && outcomeWithDamage(facts.outcome, damagedRows),
    // Null: there is such a gap, and nobody knows how large.
    coverage: coverageOf(plan.coverage, facts, counts),
    // No call of a core lists these.
    sessions_without_user_record: plan.source.type === 'rule' ? 'not-found-by-a-scan' : null,
    targets: plan.targets,
    excluded: plan.excluded,
    duplicates: plan.duplicates,
    users: plan.users,
    tenants: plan.tenants,
    by_state: counts.targets,
    // These are in `by_state` as they were counted before: nobody knows how their sessions ended.
    damaged_rows: damagedRows,
    new_sessions: countUnplanned(counts, 'new'),
    new_sessions_looked_for_in: facts.lookedForIn,
    // Null: no user's list was read since the plan was frozen.
    users_watched: counts.watched && {
      users: counts.watched.users,
      from: toIsoTime(counts.watched.from),
      to: toIsoTime(counts.watched.to),
    },
    not_known_to_be_new: counts.remembered,
    linked_sessions: countUnplanned(counts, 'linked'),
    watch: facts.watch && {
      started_at: toIsoTime(facts.watch.startedAt),
      ended_at: toIsoTime(facts.watch.endedAt),
      last_look_ended_at: toIsoTime(facts.watch.lastLook?.endedAt ?? null),
      last_look_took_ms: facts.watch.lastLook?.tookMs ?? null,
    },
    second_scan: secondScanOf(facts),
    passes: facts.passes,
    closed_by_user_id: facts.closedByUserId,
    resumed: facts.resumed,
    options: order.options,
    planned_at: toIsoTime(plan.createdAt),
    started_at: toIsoTime(order.startedAt),
    checked_at: toIsoTime(facts.verifiedAt),
    ended_at: toIsoTime(facts.endedAt),
    exposure_until: toIsoTime(lastActiveAt + plan.accessTokenLifetimeS * 1_000),
    rows,
  };
}

/** Null: there was none. */
function secondScanOf({ secondScan }: Facts): Record<string, unknown> | null {
  return (
    secondScan && {
      complete: secondScan.isComplete,
      users: countVisited(secondScan),
      found: secondScan.found,
      started_at: toIsoTime(secondScan.startedAt),
      ended_at: toIsoTime(secondScan.endedAt),
    }
  );
}

function selectionOf(source: PlanSource): Record<string, unknown> {
  switch (source.type) {
    case 'handles':
      return { type: 'sessions' };
    case 'user':
      return { type: 'user', user: source.userId, tenant: source.tenantId };
    case 'list':
      return { type: 'list', name: source.name, gaps_of: source.retryOf ?? null };
    case 'rule':
      return { type: 'rule', rule: source.rule, tenants: source.tenants, gaps_of: source.retryOf ?? null };
  }
}

/** A connection has none in its address; a file that leaves this computer must not rely on that. */
function withoutCredentials(address: string): string {
  return splitAddress(address)
    .map((part) => {
      if (!URL.canParse(part)) return 'not an address';
      const { origin, pathname } = new URL(part);
      return origin + pathname.replace(/\/+$/, '');
    })
    .join(';');
}

export const exportColumns = [
  'handle',
  'state',
  'tenant',
  'user',
  'name',
  'email',
  'login_method',
  'third_party',
  'created',
  'revoked_at',
  'exposure_until',
  'new_session',
  'linked_account',
  'session_read',
  'ip',
  'user_agent',
  'selected_by',
  'line',
  'line_text',
  'rule',
  'undecided_for',
  'error_code',
  'error_reason',
  'damaged',
] as const;

/** Targets as a file has them. */
export async function* toExportRows(
  rows: AsyncIterable<TargetRow>,
  source: PlanSource,
): AsyncGenerator<ExportRow> {
  const rule = source.type === 'rule' ? JSON.stringify(source.rule) : null;
  for await (const row of rows) yield toExportRow(row, rule);
}

/** Times in UTC, ISO 8601. Of a damaged row only that it is damaged. */
function toExportRow(row: TargetRow, rule: string | null): ExportRow {
  if (row.damaged) return { handle: row.handle, damaged: 'yes' };
  return {
    handle: row.handle,
    state: row.state,
    tenant: row.tenantId,
    user: row.userId,
    name: row.name,
    email: row.email,
    login_method: row.loginMethod?.recipeId ?? null,
    third_party: row.loginMethod?.thirdPartyId ?? null,
    created: toIsoTime(row.createdAt),
    revoked_at: toIsoTime(row.endedAt),
    exposure_until: toIsoTime(row.exposureUntil),
    new_session: toYesOrNo(row.newSession),
    linked_account: toYesOrNo(row.linked),
    // Without that, an empty cell for network and device does not mean that the application recorded nothing.
    session_read: toYesOrNo(row.createdAt !== null),
    ip: row.ip,
    user_agent: row.userAgent,
    ...toSelectionCells(row.selectedBy, rule),
    error_code: row.error?.code ?? null,
    error_reason: row.error?.reason ?? null,
    damaged: 'no',
  };
}

function toSelectionCells(by: SelectedBy | null, rule: string | null): ExportRow {
  const isLine = by?.type === 'line';
  return {
    selected_by: by?.type ?? null,
    line: isLine ? by.number : null,
    line_text: isLine ? by.text : null,
    rule: by?.type === 'rule' || by?.type === 'undecided' ? rule : null,
    undecided_for: by?.type === 'undecided' ? by.undecidedFor.join(' ') : null,
  };
}

function toYesOrNo(is: boolean): string {
  return is ? 'yes' : 'no';
}
