import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { type Written, writePieces } from '../../shared/export/write-export.ts';

/** A file of a zip. */
export interface ZipPart {
  readonly path: string;
  /** Gets the files before it. */
  readonly content: (before: readonly WrittenPart[]) => AsyncIterable<string>;
}

export interface WrittenPart extends Written {
  readonly path: string;
}

/** Small pieces are joined: each goes through four streams. */
const pieceLength = 64 * 1_024;

/**
 * Writes a zip, one part after the other, each as it comes: nothing of it is in memory as a whole. Resolves with the sum
 * over the zip. Rejects with what a part or the disk throws, or when it is aborted.
 */
export async function writeZip(
  file: FileHandle,
  parts: readonly ZipPart[],
  { made, signal }: { readonly made: Date; readonly signal: AbortSignal },
): Promise<Written> {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  const before: WrittenPart[] = [];
  for (const { content, path } of parts) {
    const options = { mtime: made, mode: 0o100_600 };
    zip.addReadStreamLazy(path, options, (give) => {
      const bytes = Readable.from(measured(path, content([...before]), before), { objectMode: false });
      // The zip does not listen to it.
      bytes.on('error', (thrown) => out.destroy(thrown));
      give(null, bytes);
    });
  }
  zip.on('error', (thrown: Error) => out.destroy(thrown));
  zip.end();
  return writePieces(file, out as AsyncIterable<Buffer>, signal);
}

async function* measured(
  path: string,
  content: AsyncIterable<string>,
  written: WrittenPart[],
): AsyncGenerator<Buffer, void, undefined> {
  const sum = createHash('sha256');
  let bytes = 0;
  let waiting = '';
  function take(): Buffer {
    const piece = Buffer.from(waiting);
    waiting = '';
    sum.update(piece);
    bytes += piece.length;
    return piece;
  }
  for await (const text of content) {
    waiting += text;
    if (waiting.length >= pieceLength) yield take();
  }
  if (waiting !== '') yield take();
  written.push({ path, bytes, sha256: sum.digest('hex') });
}
