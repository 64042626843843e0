import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { Exported, ExportFormat } from '../../contract/domain/planning.ts';
import type { ErrorReason } from '../../contract/error-reasons.ts';
import { Failure, failure } from '../../contract/failure.ts';

interface ExportRequest {
  readonly path: string;
  readonly format: ExportFormat;
  /** Which of the values, and in which order. */
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<ExportRow>;
  readonly signal: AbortSignal;
}

const pieceLength = 256 * 1_024;

/**
 * Writes rows into a file as they come. The file appears under its name when it is whole; when it cannot be, nothing is
 * left of it. Rejects with a `Failure`.
 */
export async function writeExport(request: ExportRequest): Promise<NonNullable<Exported>> {
  const { path, signal } = request;
  try {
    const written = await writeWhole(path, (file) => writeRows(file, request));
    return { path, ...written };
  } catch (thrown) {
    if (signal.aborted) throw failure('aborted', { reason: 'export-stopped' });
    throw thrown;
  }
}

/**
 * Writes one JSON value into a file of this name, readable for people, as `writeExport` writes rows. Rejects with a
 * `Failure`.
 */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeWhole(path, (file) => writeAll(file, `${JSON.stringify(value, null, 2)}\n`));
}

/** Gives the file its name once everything is on disk, and removes it when that fails. */
async function writeWhole<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const part = `${path}.part`;
  try {
    const written = await writePart(part, write);
    await rename(part, path);
    return written;
  } catch (thrown) {
    await rm(part, { force: true }).catch(() => undefined);
    throw notWritten(thrown);
  }
}

async function writePart<T>(part: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(part, 'w', 0o600);
  try {
    const written = await write(file);
    await file.sync();
    return written;
  } finally {
    await file.close();
  }
}

async function writeRows(
  file: FileHandle,
  { columns, format, rows, signal }: ExportRequest,
): Promise<{ readonly rows: number; readonly bytes: number }> {
  let text = format === 'csv' ? `${byteOrderMark}${csvHeader(columns)}` : '';
  let count = 0;
  let bytes = 0;
  for await (const row of rows) {
    signal.throwIfAborted();
    text += format === 'csv' ? csvRecord(columns, row) : jsonLine(columns, row);
    count += 1;
    if (text.length < pieceLength) continue;
    bytes += await writeAll(file, text);
    text = '';
  }
  bytes += await writeAll(file, text);
  signal.throwIfAborted();
  return { rows: count, bytes };
}

async function writeAll(file: FileHandle, text: string): Promise<number> {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done);
    done += bytesWritten;
  }
  return bytes.length;
}

/** One object a line, with all columns in their order. */
function jsonLine(columns: readonly string[], row: ExportRow): string {
  return `${JSON.stringify(Object.fromEntries(columns.map((column) => [column, row[column] ?? null])))}\n`;
}

const reasons: Readonly<Record<string, ErrorReason>> = {
  ENOSPC: 'export-disk-full',
  EDQUOT: 'export-quota',
  EACCES: 'export-denied',
  EPERM: 'export-denied',
  EROFS: 'export-read-only-disk',
  ENOENT: 'export-folder-gone',
  EISDIR: 'export-is-folder',
  EMFILE: 'export-too-many-files',
  EIO: 'export-disk-error',
};

function notWritten(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const code = thrown instanceof Error ? String(Reflect.get(thrown, 'code') ?? '') : '';
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  const reason = reasons[code] ?? 'export-failed';
  return failure(isFull ? 'disk-full' : 'internal', { reason, retryable: true });
}

/**
 * Where a spreadsheet sees the beginning of a formula: at the beginning of a cell, also as East Asian input methods write
 * it. And after what another one takes for the end of a cell: which delimiter it expects depends on its language, and then
 * it divides the cell in spite of our quotes.
 */
const formula = '["\\s]{0,8}[=+\\-@\uff1d\uff0b\uff0d\uff20]';
const atBegin = new RegExp(`^(?:${formula}|[\\t\\r\\n])`);
const afterDelimiter = new RegExp(`[,;|\\t\\r\\n](?=${formula})`, 'g');
const needsQuotes = /[",;|\t\r\n]|^\s|\s$/;

/** Told at the beginning, so that spreadsheets read the file as UTF-8. */
const byteOrderMark = '\ufeff';

export function csvHeader(columns: readonly string[]): string {
  return toRecord(columns);
}

/** One record with its line end. An apostrophe is put before what a spreadsheet would run. */
export function csvRecord(columns: readonly string[], row: ExportRow): string {
  return toRecord(columns.map((column) => row[column] ?? null));
}

function toRecord(values: readonly (string | number | null)[]): string {
  return `${values.map(toCell).join(',')}\r\n`;
}

function toCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const inside = value.replace(afterDelimiter, "$&'");
  const text = atBegin.test(inside) ? `'${inside}` : inside;
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row on its way into a file: names of columns and values. */
export type ExportRow = Readonly<Record<string, string | number | null>>;

/** A time in epoch milliseconds as ISO 8601; null: there is none, or it is no time at all. */
export function toIsoTime(time: number | null): string | null {
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
