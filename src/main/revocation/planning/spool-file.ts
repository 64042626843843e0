import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure } from '../export/disk-failure.ts';
import { indexRows } from './spool-index.ts';

/** A file of lines that grows at its end. What is wrong with the disk is a `Failure`. */
export interface SpoolFile {
  /** Where the next line will begin. */
  readonly end: () => number;
  /** Up to where lines are in the file. */
  readonly written: () => number;
  /** Takes the line at once; it is in the file after the next `drain`. */
  readonly append: (line: string) => void;
  /** Can be tried again: what could not be written is written to the same place. */
  readonly drain: () => Promise<void>;
  readonly sync: () => Promise<void>;
  /** Whole lines, without their ends. */
  readonly read: (from: number, to: number) => Promise<string[]>;
  readonly close: () => Promise<void>;
  readonly discard: () => Promise<void>;
}

/** What is there already: so many lines are taken over, and the rest is cut off. */
export interface Taken {
  readonly lines: number;
  readonly onLine: (line: string, start: number) => void;
}

const notWritten = 'The rows of the preview could not be written to disk';
const notRead = 'The rows of the preview could not be read from disk';

/** A new file, for its owner alone; or with `taken` one that is there. */
export async function openSpoolFile(path: string, taken: Taken | null): Promise<SpoolFile> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const handle = await open(path, taken ? 'r+' : 'wx+', 0o600);
    return fileIn(path, handle, taken ? await takeOver(handle, taken) : 0);
  } catch (thrown) {
    throw diskFailure(notWritten, thrown);
  }
}

async function takeOver(handle: FileHandle, { lines, onLine }: Taken): Promise<number> {
  const end = await indexRows(handle, lines, onLine);
  if ((await handle.stat()).size > end) await handle.truncate(end);
  return end;
}

function fileIn(path: string, handle: FileHandle, start: number): SpoolFile {
  const lines: string[] = [];
  let end = start;
  let written = start;
  let writing: Promise<void> = Promise.resolve();

  async function writeWaiting(): Promise<void> {
    if (lines.length === 0) return;
    const taken = lines.length;
    const bytes = Buffer.from(lines.join(''));
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, written + done);
        done += bytesWritten;
      }
    } catch (thrown) {
      throw diskFailure(notWritten, thrown);
    }
    written += bytes.length;
    lines.splice(0, taken);
  }

  function drain(): Promise<void> {
    const next = writing.then(writeWaiting);
    writing = next.catch(() => undefined);
    return next;
  }

  return {
    end: () => end,
    written: () => written,
    drain,
    append: (line) => {
      const ended = `${line}\n`;
      end += Buffer.byteLength(ended);
      lines.push(ended);
    },
    sync: async () => {
      await drain();
      await handle.datasync().catch((thrown) => Promise.reject(diskFailure(notWritten, thrown)));
    },
    read: async (from, to) => {
      const bytes = Buffer.allocUnsafe(to - from);
      try {
        for (let done = 0; done < bytes.length; ) {
          const { bytesRead } = await handle.read(bytes, done, bytes.length - done, from + done);
          if (bytesRead === 0) throw new Error('The file is shorter than what was written.');
          done += bytesRead;
        }
      } catch (thrown) {
        throw diskFailure(notRead, thrown);
      }
      return bytes.toString().split('\n').slice(0, -1);
    },
    close: () => drain().finally(() => handle.close()),
    discard: async () => {
      await writing;
      await handle.close();
      await rm(path, { force: true });
    },
  };
}
