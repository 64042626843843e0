import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure } from '../../export/disk-failure.ts';
import { indexRows } from '../spool-index.ts';
import { type LogRecord, logRecord } from './scan-records.ts';

/** What a scan has to remember beside its rows: one JSON line for each record, in order. */
export interface ScanLog {
  /**
   * Gives all records in order, with where each begins. A last line without an end was cut off when the console was, and
   * is taken away. Rejects when a whole line is no record.
   */
  readonly replay: (onRecord: (record: LogRecord, start: number) => void) => Promise<void>;
  /** Resolves when the record is in the file. Rejects with a `Failure`. */
  readonly append: (record: LogRecord) => Promise<void>;
  /** Has the disk keep what was appended. */
  readonly sync: () => Promise<void>;
  readonly close: () => Promise<void>;
  /** Closes and removes the file. */
  readonly discard: () => Promise<void>;
}

const notWritten = 'The place of this scan could not be written to disk';

/** A new file, for its owner alone; or one that is there, of which everything is read before anything is appended. */
export async function openScanLog(file: string, is: 'new' | 'there'): Promise<ScanLog> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    return logIn(file, await open(file, is === 'new' ? 'wx+' : 'r+', 0o600));
  } catch (thrown) {
    throw diskFailure(notWritten, thrown);
  }
}

function logIn(file: string, handle: FileHandle): ScanLog {
  let end = 0;
  let writing: Promise<void> = Promise.resolve();

  // A write that failed in the middle is written over by the next one.
  async function write(line: Buffer): Promise<void> {
    try {
      for (let done = 0; done < line.length; ) {
        const { bytesWritten } = await handle.write(line, done, line.length - done, end + done);
        done += bytesWritten;
      }
      end += line.length;
    } catch (thrown) {
      throw diskFailure(notWritten, thrown);
    }
  }

  return {
    replay: async (onRecord) => {
      end = await indexRows(handle, Number.POSITIVE_INFINITY, (line, start) =>
        onRecord(logRecord.parse(JSON.parse(line)), start),
      );
      await handle.truncate(end);
    },
    append: (record) => {
      const line = Buffer.from(`${JSON.stringify(record)}\n`);
      const written = writing.then(() => write(line));
      writing = written.catch(() => undefined);
      return written;
    },
    sync: async () => {
      await writing;
      await handle.datasync().catch((thrown) => Promise.reject(diskFailure(notWritten, thrown)));
    },
    close: async () => {
      await writing;
      await handle.close();
    },
    discard: async () => {
      await writing;
      await handle.close();
      await rm(file, { force: true });
    },
  };
}
