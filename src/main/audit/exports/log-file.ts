import { createHash } from 'node:crypto';
import { type AuditFilter, everyRecord } from '../../../contract/domain/audit/log.ts';
import type { AuditHead, AuditRecord } from '../../../contract/domain/audit/record.ts';
import { escapeHidden } from '../../../contract/domain/text/visible-text.ts';
import { failure } from '../../../contract/failure.ts';
import { canonicalJson, sha256Hex } from '../../shared/audit/chain.ts';
import type { AuditLog } from '../audit-log.ts';

/** What a file of the log says of itself. docs/audit-log.md describes it for those who read it. */
interface LogFile {
  /** The oldest and the newest record that the file can have. */
  readonly from: number;
  readonly to: number;
  /** What restricts the records; null: nothing does. */
  readonly filter: Readonly<Record<string, unknown>> | null;
  readonly publicKeys: Awaited<ReturnType<AuditLog['publicKeys']>>;
  /** Hash of the newest record of the log. */
  readonly head: string;
  /** Oldest first, in pages. */
  readonly records: AsyncIterable<readonly AuditRecord[]>;
  readonly sign: AuditLog['sign'];
}

/** The text of a file of the log in pieces of whole lines: a header, the records, and a footer that is signed. */
export async function* toLogFile(file: LogFile): AsyncGenerator<string, void, undefined> {
  const { filter, from, head, publicKeys, to } = file;
  const sum = createHash('sha256');
  const complete = filter === null;
  let count = 0;
  const header = { type: 'header', format: 'curfew-audit-log', version: 1 };
  const first = lineOf({ ...header, from, to, filter, complete, publicKeys });
  sum.update(first);
  yield first;
  for await (const page of file.records) {
    const piece = page.map(lineOf).join('');
    count += page.length;
    sum.update(piece);
    yield piece;
  }
  const sha256 = sum.digest('hex');
  const signature = file.sign((key) => ({ count, sha256, head, key }));
  const footer = { type: 'footer', count, sha256, head, ...signature };
  // A log that is not signed has nothing else by which a change of the footer shows.
  yield lineOf({ ...footer, hash: sha256Hex(canonicalJson(footer)) });
}

/** Canonical, so that no byte of it can change unseen; but for characters that do not show, which are escapes. */
function lineOf(value: unknown): string {
  return `${escapeHidden(canonicalJson(value))}\n`;
}

/** A log as it is now: signed until here, with its head, and the records of a filter until this head. */
export interface LogSnapshot {
  /** The oldest record that is in the log. */
  readonly from: number;
  readonly head: AuditHead;
  readonly records: AsyncGenerator<readonly AuditRecord[], void, undefined>;
  /** A file that curfew-verify checks. It takes the records, or the same ones that came by another way. */
  readonly toFile: (
    records?: AsyncIterable<readonly AuditRecord[]>,
  ) => AsyncGenerator<string, void, undefined>;
}

export async function takeSnapshot(
  log: AuditLog,
  filter: AuditFilter,
  signal?: AbortSignal,
): Promise<LogSnapshot> {
  await log.checkpoint();
  await log.refresh();
  const publicKeys = await log.publicKeys();
  // Together, so that the file begins with the record that it says it begins with.
  const head = log.head();
  const first = log.state().first;
  if (head === null || first === null) throw failure('not-found', { reason: 'audit-log-empty' });
  const own = until(head, log.records(filter, signal));
  return {
    from: first,
    head,
    records: own,
    toFile: (records = own) =>
      toLogFile({
        from: first,
        to: head.sequence,
        filter: restrictionsOf(filter),
        publicKeys,
        head: head.hash,
        records,
        sign: log.sign,
      }),
  };
}

/** What is written while the log is read is in the next file. */
async function* until(
  head: AuditHead,
  pages: AsyncIterable<readonly AuditRecord[]>,
): AsyncGenerator<readonly AuditRecord[], void, undefined> {
  for await (const page of pages) {
    const wanted = page.filter(({ sequence }) => sequence <= head.sequence);
    if (wanted.length > 0) yield wanted;
    if (wanted.length < page.length) return;
  }
}

/** The fields of a filter that restrict something; null: it has none. */
function restrictionsOf(filter: AuditFilter): Readonly<Record<string, unknown>> | null {
  const restrictions = Object.entries({ ...everyRecord, ...filter }).filter(([, value]) => value !== null);
  return restrictions.length === 0 ? null : Object.fromEntries(restrictions);
}
