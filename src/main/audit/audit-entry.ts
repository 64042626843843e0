import type { AuditHead, AuditRecord } from '../../contract/domain/audit/record.ts';
import type { AuditOutcome } from '../../contract/domain/stored-names.ts';
import type { AppError } from '../../contract/errors.ts';
import { hashOf, noHash } from '../shared/audit/chain.ts';

/** What is written to the log; the log itself adds sequence, time, operator, version and the chain. */
export interface AuditEntry extends Pick<AuditRecord, 'action' | 'outcome'> {
  readonly connection?: AuditRecord['connection'];
  readonly user?: string | null;
  readonly session?: string | null;
  readonly revocation?: string | null;
  readonly reason?: string | null;
  readonly ticket?: string | null;
  /** An intent (outcome `intended`) and its end (an action in `.ended`) have the same `batch`, and the same correlation. */
  readonly details?: AuditRecord['details'];
  readonly correlation: string;
  /** Of an intent: the sessions and users of its batch, by which it is found. They are not part of the record. */
  readonly targets?: { readonly handles: readonly string[]; readonly userIds: readonly string[] };
}

/** How something went that ended with this error; null: none. Of what was aborted nobody knows how far it came. */
export function outcomeOf(error: AppError | null): AuditOutcome {
  if (error === null) return 'done';
  return error.code === 'aborted' ? 'unknown' : 'failed';
}

/** What all records of one moment have, and where the entry has its place. */
interface RecordPlace extends Pick<AuditRecord, 'operator' | 'version'> {
  /** Null: it is the first record. */
  readonly before: AuditHead | null;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Milliseconds since the record before; null: it is the first one since the start of the console. */
  readonly elapsedMs: number | null;
}

/** The record that an entry becomes at its place in the chain. */
export function toRecord(entry: AuditEntry, place: RecordPlace): AuditRecord {
  const { before, elapsedMs, now, operator, version } = place;
  const { connection = null } = entry;
  const open: Omit<AuditRecord, 'hash'> = {
    sequence: (before?.sequence ?? 0) + 1,
    time: new Date(now).toISOString(),
    elapsedMs,
    operator: recordable(operator),
    connection: connection && recordable(connection),
    action: entry.action,
    ...recordable({
      user: entry.user ?? null,
      session: entry.session ?? null,
      revocation: entry.revocation ?? null,
      reason: entry.reason ?? null,
      ticket: entry.ticket ?? null,
    }),
    outcome: entry.outcome,
    details: recordable(entry.details ?? {}),
    correlation: entry.correlation,
    version,
    previous: before?.hash ?? noHash,
  };
  return { ...open, hash: hashOf(open) };
}

/** Characters of one text in a record. */
const longestText = 4_096;

/**
 * Texts come from cores, pages and systems. One that canonical JSON or the database cannot hold (half a character, a NUL)
 * would keep its record, and all that wait behind it, out of the log.
 */
function recordable<Fields extends object>(fields: Fields): Fields {
  const entries = Object.entries(fields).map(([name, value]) => [name, recordableText(value)]);
  return Object.fromEntries(entries) as Fields;
}

function recordableText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.length > longestText ? `${value.slice(0, longestText)}…` : value;
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
