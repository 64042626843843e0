import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { Exported, ExportFormat } from '../../../contract/domain/planning.ts';
import { failure } from '../../../contract/failure.ts';
import type { ExportRow } from '../planning/draft-work.ts';
import { byteOrderMark, csvHeader, csvRecord } from './csv.ts';
import { diskFailure } from './disk-failure.ts';
import { jsonLine } from './json-lines.ts';

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
  const { path } = request;
  const part = `${path}.part`;
  try {
    const written = await writePart(part, request);
    await rename(part, path);
    return { path, ...written };
  } catch (thrown) {
    await rm(part, { force: true }).catch(() => undefined);
    if (request.signal.aborted) {
      throw failure('aborted', 'The export was stopped, and nothing of it was left behind.');
    }
    throw diskFailure('The file could not be written', thrown);
  }
}

async function writePart(
  part: string,
  { columns, format, rows, signal }: ExportRequest,
): Promise<{ readonly rows: number; readonly bytes: number }> {
  const file = await open(part, 'w', 0o600);
  try {
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
    await file.sync();
    return { rows: count, bytes };
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, text: string): Promise<number> {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done);
    done += bytesWritten;
  }
  return bytes.length;
}
