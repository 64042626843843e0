import { type FileHandle, open } from 'node:fs/promises';
import { failure, toAppError } from '../../../contract/failure.ts';
import type { JournalEntry } from './entries.ts';
import { toLine } from './line.ts';

/** The end of a journal, where lines are added. */
export interface JournalFile {
  /** Keeps the entry and begins to write it. Never throws: `settle` tells whether it is on disk. */
  readonly append: (entry: JournalEntry) => void;
  /**
   * Resolves when everything appended so far is on disk, also after a loss of power. Rejects with a `Failure` when it
   * could not be written; nothing is lost then, and the next call tries again.
   */
  readonly settle: () => Promise<void>;
  /** How much waits to be written, in characters. */
  readonly waiting: () => number;
  /** Where its last whole line ends. */
  readonly length: () => number;
  readonly close: () => Promise<void>;
}

/** As much of a file as a journal needs; tests bring one that is full. */
export type JournalHandle = Pick<FileHandle, 'write' | 'truncate' | 'datasync' | 'close'>;

/** Opens a journal for adding at `length`, the end of its last whole line; `cut`: something stands behind it. */
export async function openJournalFile(path: string, length: number, cut = false): Promise<JournalFile> {
  const handle = await open(path, length === 0 ? 'wx' : 'r+', 0o600);
  return createJournalFile(handle, length, cut);
}

/**
 * Writes one batch after the other: what is appended meanwhile goes into the next one, so that many entries share the
 * cost of getting to the disk. What could not be written whole is cut off again before the next try.
 */
export function createJournalFile(handle: JournalHandle, startAt: number, cut = false): JournalFile {
  let waiting: string[] = [];
  let waitingChars = 0;
  /** The end of the last whole line in the file. */
  let length = startAt;
  let torn = cut;
  let unsynced = false;
  let last: Promise<void> = Promise.resolve();
  let scheduled = false;

  async function writeWaiting(): Promise<void> {
    if (torn) {
      await handle.truncate(length);
      torn = false;
    }
    if (waiting.length === 0) return;
    const batch = waiting;
    const bytes = Buffer.from(batch.join(''));
    waiting = [];
    waitingChars = 0;
    try {
      torn = true;
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, length + at);
        at += bytesWritten;
      }
      torn = false;
      length += bytes.length;
      unsynced = true;
    } catch (thrown) {
      waiting = [...batch, ...waiting];
      waitingChars = waiting.reduce((sum, line) => sum + line.length, 0);
      throw thrown;
    }
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  return {
    append: (entry) => {
      const line = toLine(entry);
      waiting.push(line);
      waitingChars += line.length;
      if (scheduled) return;
      scheduled = true;
      // A failure shows at the next `settle`, which tries again.
      void inTurn(async () => {
        scheduled = false;
        await writeWaiting();
      }).catch(() => undefined);
    },
    settle: async () => {
      try {
        await inTurn(async () => {
          await writeWaiting();
          if (!unsynced) return;
          await handle.datasync();
          unsynced = false;
        });
      } catch (thrown) {
        throw notWritten(thrown);
      }
    },
    waiting: () => waitingChars,
    length: () => length,
    close: async () => {
      await last;
      await handle.close();
    },
  };
}

function notWritten(thrown: unknown) {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : toAppError(thrown).code;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return failure(
    'store-unavailable',
    full
      ? 'The disk is full: the journal of this revocation cannot be written.'
      : 'The journal of this revocation cannot be written.',
    {
      hint: `Nothing more is sent until it can be. ${full ? 'Make room' : 'Check the disk and the folder'}, then resume.`,
      retryable: true,
      details: { cause: code },
    },
  );
}
