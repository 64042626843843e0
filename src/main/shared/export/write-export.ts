import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Exported, ExportFormat } from '../../../contract/domain/rows.ts';
import { visibleJson } from '../../../contract/domain/text/visible-text.ts';
import type { ErrorReason } from '../../../contract/error-reasons.ts';
import { Failure, failure } from '../../../contract/failure.ts';
import { csvBeginning, csvRecord, type ExportRow } from './csv.ts';

interface ExportRequest {
  readonly path: string;
  readonly format: ExportFormat;
  /** Which of the values, and in which order. */
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<ExportRow>;
  /** One JSON value for a file of its own, readable for people. Asked for when the rows are written: only then it is known what fits them. */
  readonly head?: { readonly path: string; readonly value: () => Promise<unknown> };
  readonly signal: AbortSignal;
}

/** What a file has in it. */
export interface Written {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

interface NewFilesRequest<Result> {
  /** Gets what makes a file that is to have this name. */
  readonly write: (create: (path: string) => Promise<FileHandle>) => Promise<Result>;
  /** Called when everything is on disk, before the files get their names. Rejects: then nothing is left of them. */
  readonly onWritten?: ((result: Result) => Promise<void>) | undefined;
  readonly signal: AbortSignal;
}

interface TextRequest
  extends Pick<ExportRequest, 'path' | 'head' | 'signal'>,
    Pick<NewFilesRequest<Written>, 'onWritten'> {
  /** In pieces. */
  readonly text: AsyncIterable<string>;
}

const pieceLength = 256 * 1_024;

/**
 * Writes rows into a file as they come. The files appear under their names when both are whole, the head first: rows
 * without a head do not say whose order they were. When they cannot be, nothing is left of them. Rejects with a `Failure`.
 */
export async function writeExport(request: ExportRequest): Promise<NonNullable<Exported>> {
  const { head, path } = request;
  let rows = 0;
  const text = textOf(request, (count) => {
    rows = count;
  });
  const { bytes } = await writeText({ ...request, text });
  return { path, rows, bytes, ...(head ? { headPath: head.path } : {}) };
}

/** The same with text that is a file as it is. */
export function writeText({ head, onWritten, path, signal, text }: TextRequest): Promise<Written> {
  return writeNewFiles({
    write: async (create) => {
      const headFile = head && (await create(head.path));
      const written = await writePieces(await create(path), text, signal);
      if (head && headFile) {
        const value = await head.value();
        await writePieces(headFile, [`${visibleJson(value, 2)}\n`], signal);
      }
      return written;
    },
    onWritten,
    signal,
  });
}

/**
 * Writes files that get their names, in the order in which they were made, when all of them are whole. When they cannot be,
 * nothing is left of them. Rejects with a `Failure`.
 */
export async function writeNewFiles<Result>({
  onWritten,
  signal,
  write,
}: NewFilesRequest<Result>): Promise<Result> {
  const files: NewFile[] = [];
  const create = async (name: string): Promise<FileHandle> => {
    const created = await createNewFile(name);
    files.push(created);
    return created.file;
  };
  try {
    const result = await write(create);
    for (const file of files) await file.finish();
    signal.throwIfAborted();
    await onWritten?.(result);
    for (const file of files) await file.place();
    return result;
  } catch (thrown) {
    for (const file of files) await file.discard();
    throw exportFailure(thrown, signal);
  }
}

/** `count` is told how many rows there were until now. */
async function* textOf(
  { columns, format, rows, signal }: ExportRequest,
  count: (rows: number) => void,
): AsyncGenerator<string> {
  let text = format === 'csv' ? csvBeginning(columns) : '';
  let written = 0;
  for await (const row of rows) {
    signal.throwIfAborted();
    text += format === 'csv' ? csvRecord(columns, row) : jsonLine(columns, row);
    written += 1;
    count(written);
    if (text.length < pieceLength) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** Writes the pieces one behind the other, as they come. */
export async function writePieces(
  file: FileHandle,
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string>,
  signal: AbortSignal,
): Promise<Written> {
  const sum = createHash('sha256');
  let length = 0;
  for await (const piece of pieces) {
    signal.throwIfAborted();
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    sum.update(bytes);
    length += bytes.length;
    await writeAll(file, bytes);
  }
  return { bytes: length, sha256: sum.digest('hex') };
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done);
    done += bytesWritten;
  }
}

/** One object a line, with all columns in their order. */
export function jsonLine(columns: readonly string[], row: ExportRow): string {
  return `${visibleJson(Object.fromEntries(columns.map((column) => [column, row[column] ?? null])))}\n`;
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

/** Why a file could not be written. */
function exportFailure(thrown: unknown, signal: AbortSignal): Failure {
  return signal.aborted ? failure('aborted', { reason: 'export-stopped' }) : notWritten(thrown);
}

function notWritten(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const code = thrown instanceof Error ? String(Reflect.get(thrown, 'code') ?? '') : '';
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  const reason = reasons[code] ?? 'export-failed';
  return failure(isFull ? 'disk-full' : 'internal', { reason, retryable: true });
}

/** A time in epoch milliseconds as ISO 8601; null: there is none, or it is no time at all. */
export function toIsoTime(time: number | null): string | null {
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** A cell that says whether something is so. */
export function toYesOrNo(is: boolean): string {
  return is ? 'yes' : 'no';
}

/** A file that gets its name when it is whole. */
interface NewFile {
  readonly file: FileHandle;
  /** Resolves when everything is on disk. */
  readonly finish: () => Promise<void>;
  /** Gives it its name. What has that name is replaced, and never written: not a file, and not what a link leads to. */
  readonly place: () => Promise<void>;
  /** Leaves nothing of it. Never rejects. */
  readonly discard: () => Promise<void>;
}

/**
 * A new file for the user alone, in the folder of `path` under a name that nobody knows before: whoever can write into the
 * folder cannot have put a file or a link there.
 */
async function createNewFile(path: string): Promise<NewFile> {
  const own = join(dirname(path), `curfew-${randomUUID()}.part`);
  const file = await open(own, 'wx', 0o600);
  let where = own;
  return {
    file,
    finish: async () => {
      await file.sync();
      await file.close();
    },
    place: async () => {
      await rename(own, path);
      where = path;
    },
    discard: async () => {
      await file.close().catch(() => undefined);
      await rm(where, { force: true }).catch(() => undefined);
    },
  };
}
