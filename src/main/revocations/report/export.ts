import type { PlanSource } from '../../../contract/domain/revocation/plan.ts';
import type { RevocationReport } from '../../../contract/domain/revocation/report.ts';
import type { UnplannedSessions } from '../../../contract/domain/revocation/run.ts';
import type { SelectedBy, TargetRow } from '../../../contract/domain/revocation/targets.ts';
import type { Exposure } from '../../../contract/domain/signals.ts';
import { withoutCredentials } from '../../audit/audit-connection.ts';
import type { ExportRow } from '../../shared/export/csv.ts';
import { toIsoTime, toYesOrNo } from '../../shared/export/write-export.ts';
import type { StoredCounts } from '../../store/interface.ts';
import type { Facts, StoredRun } from './documents.ts';
import {
  countUnplanned,
  countVisited,
  coverageOf,
  exposureOfEnded,
  oauthOf,
  outcomeWithDamage,
} from './report.ts';

/** What the file of a head is of: the rows that were written beside it. */
interface WrittenRows {
  /** Name of their file. */
  readonly file: string;
  readonly show: string;
  /** Empty: none. */
  readonly search: string;
  /** The revocation went on while they were read: they can be other ones than the numbers say. */
  readonly changed_meanwhile?: boolean;
}

interface ReadForHead extends Pick<RevocationReport, 'signals'> {
  /** When it was read (epoch milliseconds). */
  readonly at: number;
  readonly damagedRows: number;
  readonly tokensToEnd: number;
}

/**
 * What a report says beside its rows, for a JSON file beside theirs: who ordered what, why, on which core, what was not
 * covered, and how it ended. Times in UTC, ISO 8601. Of the core its address without credentials, and no key but the ids
 * of its public ones. `connectionName` null: the connection is not there any more.
 */
export function toReportHead(
  run: StoredRun,
  connectionName: string | null,
  { at, damagedRows, signals, tokensToEnd }: ReadForHead,
  rows: WrittenRows,
): Record<string, unknown> {
  const { counts, facts, id, order, plan: document } = run;
  const { address, coreKeys, plan } = document;
  const exposureUntil = exposureOfEnded(run, at);
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
    coverage: coverageOf(plan.coverage, facts, counts, run.isWatching),
    // No call of a core lists these.
    sessions_without_user_record: plan.source.type === 'rule' ? 'not-found-by-a-scan' : null,
    // A scan visits each user once: what begins behind it, and who signs up behind it, is in no list that it reads.
    sessions_begun_behind_second_scan: plan.secondScan === null ? null : 'not-found-by-a-scan',
    targets: plan.targets,
    excluded: plan.excluded,
    duplicates: plan.duplicates,
    users: plan.users,
    tenants: plan.tenants,
    by_state: counts.targets,
    // These are in `by_state` as they were counted before: nobody knows how their sessions ended.
    damaged_rows: damagedRows,
    new_sessions: unplanned(counts, 'new'),
    new_sessions_looked_for_in: facts.lookedForIn,
    // Null: no user's list was read since the plan was frozen.
    users_watched: counts.watched && {
      users: counts.watched.users,
      from: toIsoTime(counts.watched.from),
      to: toIsoTime(counts.watched.to),
    },
    not_known_to_be_new: counts.remembered,
    linked_sessions: unplanned(counts, 'linked'),
    oauth_tokens: oauthTokens(oauthOf({ facts, order }, counts, tokensToEnd)),
    watch: watchOf(facts, run.isWatching),
    second_scan: secondScanOf(facts),
    passes: facts.passes,
    closed_by_user_id: facts.closedByUserId,
    resumed: facts.resumed,
    // Whoever has this hash sees whether the log was changed before it.
    audit_log: facts.auditHead,
    options: order.options,
    planned_at: toIsoTime(plan.createdAt),
    started_at: toIsoTime(order.startedAt),
    checked_at: toIsoTime(facts.verifiedAt),
    ended_at: toIsoTime(facts.endedAt),
    // Where nobody was told. Null: no session was ended.
    exposure_until: toIsoTime(exposureUntil),
    signals: signalsOf(signals, exposureUntil, at),
    rows,
  };
}

/** Sessions that are not of the plan. Each is in one of these numbers. */
function unplanned(counts: StoredCounts, which: UnplannedSessions) {
  const { ended, left, unknown } = countUnplanned(counts, which);
  return { ended, still_active: left - unknown, unknown };
}

/** Sessions that are known to be gone, by what became of their OAuth2 tokens. */
function oauthTokens({ ended, notAsked, ordered, unknown }: RevocationReport['oauth']) {
  return { ordered, ended, unknown, not_asked: notAsked };
}

/** What the signal receivers got until now, each number in sessions, and the exposure that is left now. */
function signalsOf({ exposure, receivers }: RevocationReport['signals'], until: number | null, now: number) {
  const state = until === null ? { state: 'nothing-ended' } : exposureAt(exposure, until, now);
  return {
    exposure: { as_of: toIsoTime(now), ...state },
    receivers: receivers.map((receiver) => ({
      name: receiver.name,
      protects_all_services: receiver.protectsAllServices,
      // What it had taken until then. Without a time nobody knows when, and what.
      past: receiver.past && { because: receiver.past.because, at: toIsoTime(receiver.past.at) },
      delivered: receiver.delivered,
      waiting: receiver.waiting,
      refused: receiver.refused,
      damaged: receiver.damaged,
      not_queued: receiver.notQueued,
      last_delivered_at: toIsoTime(receiver.deliveredAt),
      error_code: receiver.error?.code ?? null,
      error_reason: receiver.error?.reason ?? null,
    })),
  };
}

/** `over`: all tokens have expired; what was confirmed later closed nothing. Sessions that are left can get new ones. */
function exposureAt(exposure: Exposure, until: number, now: number): Record<string, unknown> {
  if (exposure.type === 'closed' && exposure.at <= until)
    return { state: 'closed', closed_at: toIsoTime(exposure.at), confirmed: exposure.of, of: exposure.of };
  const details =
    exposure.type === 'open'
      ? { why: exposure.why }
      : {
          ...(exposure.type === 'waiting' ? { why: 'waiting' } : {}),
          ...{ confirmed: exposure.type === 'waiting' ? exposure.confirmed : exposure.of, of: exposure.of },
        };
  if (until > now) return { state: 'open', until: toIsoTime(until), ...details };
  const isLeft = exposure.type === 'open' && exposure.why === 'not-all-gone';
  return { state: isLeft ? 'over-for-ended-sessions' : 'over', since: toIsoTime(until), ...details };
}

/** Whom the last watch looked at, since when, and what it did not see. Null: there was none. */
function watchOf({ watch }: Facts, isWatching: boolean): Record<string, unknown> | null {
  if (watch === null) return null;
  const { endedAt, everyone, lastLook, startedAt } = watch;
  const seen = lastLook?.everyone ?? null;
  return {
    started_at: toIsoTime(startedAt),
    ended_at: toIsoTime(endedAt),
    // The console was killed while it watched: nobody knows until when.
    cut_off: endedAt === null && !isWatching,
    last_look_ended_at: toIsoTime(lastLook?.endedAt ?? null),
    last_look_took_ms: lastLook?.tookMs ?? null,
    // Null: no look ended, or it is not known.
    users_of_plan_not_seen_by_last_look: lastLook?.notListed ?? null,
    error_code: lastLook?.error?.code ?? null,
    error_reason: lastLook?.error?.reason ?? null,
    // New sessions of anybody else were not seen.
    looked_at: everyone === null ? 'users-of-the-plan' : 'everyone',
    everyone: everyone && {
      // What began after the second scan visited a user is new.
      first_user_since: toIsoTime(everyone.from),
      last_user_since: toIsoTime(everyone.to),
      // Null: no look saw all users.
      last_complete_look_began_at: toIsoTime(seen?.completeFrom ?? null),
      // Null: it is not known how many.
      users_not_seen_by_last_look: seen?.notSeen ?? null,
      error_code: seen?.error?.code ?? null,
      error_reason: seen?.error?.reason ?? null,
    },
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
      return {
        type: 'list',
        name: source.name,
        names: source.names ?? 'read',
        gaps_of: source.retryOf ?? null,
      };
    case 'rule':
      return { type: 'rule', rule: source.rule, tenants: source.tenants, gaps_of: source.retryOf ?? null };
  }
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
  'oauth_tokens',
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
    // Asked for, without an answer that is known.
    oauth_tokens: row.oauth === 'sent' ? 'unknown' : row.oauth,
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
