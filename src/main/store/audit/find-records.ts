import type { SQLInputValue } from 'node:sqlite';
import type { AuditFilter } from '../../../contract/domain/audit/log.ts';
import { auditActions, auditOutcomes } from '../../../contract/domain/stored-names.ts';
import type { OpenFile } from '../files/connection.ts';
import { shortHash, shortHashBytes } from './append-records.ts';
import { keyMade } from './audit-schema.ts';

interface Range {
  /** Neither of them is in it. */
  readonly after: number;
  readonly before: number | null;
  readonly order: 'ASC' | 'DESC';
  readonly skip?: number;
  readonly limit: number;
}

/** The sequences of the records that a filter selects, in the order that the range asks for. */
export function findRecords(file: OpenFile, filter: AuditFilter, range: Range): number[] {
  const conditions = conditionsOf(file, filter);
  const { sql, values } = conditions;
  const query = `SELECT ${conditions.sequence} AS sequence FROM ${conditions.from} WHERE ${[
    `${conditions.sequence} > :after`,
    ...(range.before === null ? [] : [`${conditions.sequence} < :before`]),
    ...sql,
  ].join(' AND ')} ORDER BY ${conditions.sequence} ${range.order} LIMIT :limit OFFSET :skip`;
  const bound: Record<string, SQLInputValue> = {
    ...values,
    after: range.after,
    ...(range.before === null ? {} : { before: range.before }),
    limit: range.limit,
    skip: range.skip ?? 0,
  };
  return file
    .prepare(query)
    .all(bound)
    .map((row) => Number(row.sequence));
}

export function countRecords(
  file: OpenFile,
  filter: AuditFilter,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): number {
  const { from, sequence, sql, values } = conditionsOf(file, filter);
  const where = [...(before === null ? [] : [`${sequence} < :before`]), ...sql, 'TRUE'].join(' AND ');
  const row = file
    .prepare(`SELECT count(*) AS count FROM (SELECT 1 FROM ${from} WHERE ${where} LIMIT :limit)`)
    .get({ ...values, limit, ...(before === null ? {} : { before }) });
  return Number(row?.count);
}

interface Conditions {
  readonly from: string;
  /** The column that the order is by: the planner then goes through what `from` begins with. */
  readonly sequence: string;
  readonly sql: readonly string[];
  readonly values: Readonly<Record<string, SQLInputValue>>;
}

function conditionsOf(file: OpenFile, filter: AuditFilter): Conditions {
  const sql: string[] = [];
  const values: Record<string, SQLInputValue> = {};
  function add(condition: string, name: string, value: SQLInputValue): void {
    sql.push(condition);
    values[name] = value;
  }
  function addList(column: string, name: string, list: readonly number[]): void {
    add(`${column} IN (SELECT value FROM json_each(:${name}))`, name, JSON.stringify(list));
  }

  if (filter.from !== null) add('a.time >= :from', 'from', filter.from);
  if (filter.to !== null) add('a.time < :to', 'to', filter.to);
  if (filter.operator !== null || filter.connectionId !== null)
    addList('a.context', 'contexts', contextsOf(file, filter));
  if (filter.actions !== null)
    addList(
      'a.action',
      'actions',
      filter.actions.map((action) => auditActions.indexOf(action)),
    );
  if (filter.outcomes !== null)
    addList(
      'a.outcome',
      'outcomes',
      filter.outcomes.map((outcome) => auditOutcomes.indexOf(outcome)),
    );
  const isNarrow =
    filter.userId === null &&
    filter.handle === null &&
    filter.revocation === null &&
    filter.ticket === null &&
    filter.text === null;
  if (filter.userId !== null)
    addList('a.sequence', 'ofUser', sequencesOf(file, 'user', 'users', filter.userId));
  if (filter.handle !== null)
    addList('a.sequence', 'ofHandle', sequencesOf(file, 'session', 'handles', filter.handle));
  if (filter.revocation !== null) add('a.revocation = :revocation', 'revocation', filter.revocation);
  if (filter.ticket !== null) add('a.ticket = :ticket COLLATE NOCASE', 'ticket', filter.ticket);
  if (filter.text !== null) {
    const match = matchOf(filter.text);
    if (match === null) sql.push('FALSE');
    else {
      add('t.audit_text MATCH :text', 'text', match);
      return {
        from: 'audit_text t CROSS JOIN audit a ON a.sequence = t.rowid',
        sequence: 't.rowid',
        sql,
        values,
      };
    }
  }
  const [action, ...otherActions] = filter.actions ?? [];
  const isOfKeys = isNarrow && action === 'log.key-made' && otherActions.length === 0;
  // The index is for queries that have the number itself, not bound.
  if (isOfKeys) sql.push(`a.action = ${keyMade}`);
  const index = isOfKeys ? 'audit_key_made' : 'audit_narrow';
  return {
    from: isNarrow ? `audit a INDEXED BY ${index}` : 'audit a',
    sequence: 'a.sequence',
    sql,
    values,
  };
}

/** Contexts are few: one for each operator, connection and version. */
export function contextsOf(
  file: OpenFile,
  { operator, connectionId }: Pick<AuditFilter, 'operator' | 'connectionId'>,
): number[] {
  const looked = operator?.toLowerCase() ?? null;
  return file
    .prepare(
      `SELECT id, text ->> '$.connection.id' AS connection, text ->> '$.operator.name' AS name,
         text ->> '$.operator.account' AS account FROM audit_context WHERE json_valid(text)`,
    )
    .all()
    .filter(({ connection }) => connectionId === null || connection === connectionId)
    .filter(
      ({ name, account }) =>
        looked === null || [name, account].some((text) => String(text).toLowerCase().includes(looked)),
    )
    .map(({ id }) => Number(id));
}

/** Records of a user or of a session themselves, and those of the batches in which they were. */
function sequencesOf(
  file: OpenFile,
  column: 'user' | 'session',
  hashes: 'users' | 'handles',
  id: string,
): number[] {
  const hash = shortHash(id);
  // What is found across two hashes is found too: only whole ones count.
  const batches = file
    .prepare(`SELECT intended, ended, ${hashes} AS hashes FROM audit_batch WHERE instr(${hashes}, ?) > 0`)
    .all(hash)
    .filter((row) => hasHash(row.hashes, hash))
    .flatMap(({ intended, ended }) => (ended === null ? [intended] : [intended, ended]));
  const own = file.prepare(`SELECT sequence FROM audit WHERE ${column} = ?`).all(id);
  return [...new Set([...own.map(({ sequence }) => sequence), ...batches].map(Number))];
}

function hasHash(hashes: unknown, hash: Buffer): boolean {
  if (!(hashes instanceof Uint8Array)) return false;
  const bytes = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  for (let at = bytes.indexOf(hash); at >= 0; at = bytes.indexOf(hash, at + 1))
    if (at % shortHashBytes === 0) return true;
  return false;
}

/** Every word of the text as the beginning of a word; null: it has none. */
function matchOf(text: string): string | null {
  const found = text.match(/[\p{L}\p{N}\p{Co}_-]+/gu);
  return found?.map((word) => `"${word}"*`).join(' AND ') ?? null;
}
