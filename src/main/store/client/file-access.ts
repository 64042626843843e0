import type { Failure } from '../../../contract/failure.ts';
import { isSmallFile } from '../files/data-folder.ts';
import { fileIsDamaged, storeFailure } from '../files/store-failure.ts';
import { isFileUnreadable } from '../unreadable-file.ts';
import { olderVersion, type ReadCalls, type WriteCalls } from '../worker/protocol.ts';
import type { StoreThread } from './store-thread.ts';

interface FileAccessOptions {
  readonly writer: StoreThread<WriteCalls>;
  readonly reader: StoreThread<ReadCalls>;
  readonly checks: FileChecks;
  readonly openFiles: number;
  /** The file of a revocation, as the catalogue knows it. */
  readonly locate: (id: string) => Promise<string>;
}

/** Which file a revocation is in, and who may use it now. */
export interface FileAccess {
  /** `strict`: rejects when anything of the file is damaged. */
  readonly read: <T>(id: string, strict: boolean, work: (file: string) => Promise<T>) => Promise<T>;
  readonly write: <T>(id: string, use: 'write' | 'index', work: (file: string) => Promise<T>) => Promise<T>;
  /** With the file closed in the reader. It need not be in order. */
  readonly alone: <T>(id: string, work: (file: string) => Promise<T>) => Promise<T>;
  /** Makes a revocation in this file. */
  readonly make: <T>(id: string, file: string, work: () => Promise<T>) => Promise<T>;
  readonly rest: (file: string) => Promise<void>;
  /** Nothing for a small revocation: its file rests when the store is closed. */
  readonly restOf: (id: string) => Promise<void>;
  readonly forget: (id: string) => void;
}

/** Copying what is in a large WAL into the file; copying and changing a whole file. */
const restDeadlineMs = 10 * 60 * 1000;
const migrateDeadlineMs = 60 * 60 * 1000;

/** So many ids are remembered with their file; one that is not is looked up in the catalogue. */
const maxRemembered = 1_000;

export function createFileAccess(options: FileAccessOptions): FileAccess {
  const { writer, reader, checks, openFiles } = options;
  const locks = createFileLocks();
  const fileOf = new Map<string, string>();
  /** Files that the writer may have open, the latest used last. */
  const written = new Set<string>();
  /** Files of which the catalogue is to say what can still be read, once. */
  const inspected = new Set<string>();

  async function locate(id: string): Promise<string> {
    const known = fileOf.get(id);
    if (known !== undefined) return known;
    const file = await options.locate(id);
    remember(id, file);
    return file;
  }

  function remember(id: string, file: string): void {
    fileOf.set(id, file);
    for (const oldest of fileOf.keys()) {
      if (fileOf.size <= maxRemembered) return;
      fileOf.delete(oldest);
    }
  }

  async function rest(file: string): Promise<void> {
    await locks.use(file, 'alone', async () => {
      await reader.call('closeFile', { file });
      await writer.call('rest', { file }, { deadlineMs: restDeadlineMs });
      written.delete(file);
    });
  }

  /** Brings to rest what was not written to for longest, before the writer has to close it as it is. */
  function recordWriting(file: string): void {
    written.delete(file);
    written.add(file);
    if (written.size <= openFiles) return;
    const idle = [...written].find((other) => other !== file && locks.isIdle(other));
    // It stays open as it is, and is read again at the next start if it is never brought to rest.
    if (idle !== undefined) rest(idle).catch(() => undefined);
  }

  /** A file that turns out to be damaged, newer or missing: lists of revocations show that too. */
  function inspect(file: string, thrown: unknown): void {
    if (!isFileUnreadable(storeFailure(thrown).error) || inspected.has(file)) return;
    inspected.add(file);
    writer.call('inspect', { file }).catch(() => inspected.delete(file));
  }

  /**
   * What the catalogue lists exists: where its file says that there is no such revocation, the file is damaged. One that is being removed
   * leaves the catalogue before it leaves its file, so the catalogue is asked last.
   */
  async function withoutGap(id: string, file: string, thrown: unknown): Promise<unknown> {
    const { code, reason } = storeFailure(thrown).error;
    // An order of rows that is gone is no revocation that is gone.
    if (code !== 'not-found' || reason !== 'revocation-unknown') return thrown;
    const listed = await options.locate(id).catch((missing: unknown) => storeFailure(missing));
    if (typeof listed !== 'string') return listed;
    return listed === file ? fileIsDamaged('no-head') : thrown;
  }

  async function using<T>(
    { id, file, use }: { readonly id: string; readonly file: string; readonly use: FileUse },
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await locks.use(file, use, work);
    } catch (thrown) {
      const failed = await withoutGap(id, file, thrown);
      inspect(file, failed);
      throw failed;
    }
  }

  return {
    async read(id, strict, work) {
      const file = await locate(id);
      const damage = await checks.checked(file);
      if (damage && strict) throw damage;
      return using({ id, file, use: 'read' }, async () => {
        try {
          return await work(file);
        } catch (thrown) {
          if (storeFailure(thrown).error.params?.cause !== olderVersion) throw thrown;
          await writer.call('migrate', { file }, { deadlineMs: migrateDeadlineMs });
          return work(file);
        }
      });
    },
    async write(id, use, work) {
      const file = await locate(id);
      const damage = await checks.checked(file);
      if (damage) throw damage;
      return using({ id, file, use }, () => {
        recordWriting(file);
        return work(file);
      });
    },
    async alone(id, work) {
      const file = await locate(id);
      // Others go on with their revocations in the same file.
      if (isSmallFile(file)) return using({ id, file, use: 'write' }, () => work(file));
      return using({ id, file, use: 'alone' }, async () => {
        await reader.call('closeFile', { file });
        return work(file);
      });
    },
    async make(id, file, work) {
      const damage = await checks.checked(file);
      if (damage) throw damage;
      const made = await using({ id, file, use: 'write' }, () => {
        recordWriting(file);
        return work();
      });
      remember(id, file);
      return made;
    },
    rest,
    async restOf(id) {
      const file = await locate(id);
      if (!isSmallFile(file)) await rest(file);
    },
    forget: (id) => void fileOf.delete(id),
  };
}

interface FileChecks {
  /** Waits until the file was checked, if it has to be. Resolves with what is wrong with it, or null. */
  readonly checked: (file: string) => Promise<Failure | null>;
  /** Checks all in the background, one after the other. */
  readonly begin: (files: readonly string[]) => void;
}

interface FileChecksOptions {
  /** Reads the whole file. */
  readonly check: (file: string) => Promise<{ readonly damage: string | null }>;
  /** Called once for each file that is in order. */
  readonly onIntact: (file: string) => void;
}

/**
 * After an end without rest, nothing of a file that was open is used before all of it was checked: a disk that lost
 * power can have written only a part of what it confirmed.
 */
export function createFileChecks({ check, onIntact }: FileChecksOptions): FileChecks {
  const due = new Map<string, Promise<Failure | null> | null>();

  function start(file: string): Promise<Failure | null> {
    const running = check(file).then(
      ({ damage }) => {
        if (damage !== null) return fileIsDamaged(damage);
        due.delete(file);
        onIntact(file);
        return null;
      },
      (thrown: unknown) => {
        // Not known: whoever needs the file tries again.
        due.set(file, null);
        throw thrown;
      },
    );
    due.set(file, running);
    return running;
  }

  async function checked(file: string): Promise<Failure | null> {
    const running = due.get(file);
    if (running === undefined) return null;
    return running ?? start(file);
  }

  async function checkAll(files: readonly string[]): Promise<void> {
    for (const file of files) await checked(file).catch(() => undefined);
  }

  return {
    checked,
    begin(files) {
      for (const file of files) due.set(file, null);
      void checkAll(files);
    },
  };
}

/**
 * How a caller uses a file. `index`: a long write, during which no other may write. `alone`: the file is closed everywhere.
 */
export type FileUse = 'read' | 'write' | 'index' | 'alone';

interface FileLocks {
  /** Waits until the file may be used so, and gives it back when the work has settled. */
  readonly use: <T>(file: string, use: FileUse, work: () => Promise<T>) => Promise<T>;
  readonly isIdle: (file: string) => boolean;
}

interface Waiting {
  readonly use: FileUse;
  readonly begin: () => void;
}

const compatibleUses: Readonly<Record<FileUse, readonly FileUse[]>> = {
  read: ['read', 'write', 'index'],
  write: ['read', 'write'],
  index: ['read'],
  alone: [],
};

/**
 * Decides who may use a file now. A use that fits begins at once, before uses that wait for others to end: bringing a file to rest
 * never delays a page.
 */
export function createFileLocks(): FileLocks {
  const users = new Map<string, FileUse[]>();
  const waiting = new Map<string, Waiting[]>();

  function fits(file: string, use: FileUse): boolean {
    return (users.get(file) ?? []).every((other) => compatibleUses[use].includes(other));
  }

  function enter(file: string, use: FileUse): void {
    users.set(file, [...(users.get(file) ?? []), use]);
  }

  function leave(file: string, use: FileUse): void {
    const left = [...(users.get(file) ?? [])];
    left.splice(left.indexOf(use), 1);
    if (left.length > 0) users.set(file, left);
    else users.delete(file);
    admit(file);
  }

  function admit(file: string): void {
    const blocked: Waiting[] = [];
    for (const waiter of waiting.get(file) ?? []) {
      if (fits(file, waiter.use)) {
        enter(file, waiter.use);
        waiter.begin();
      } else blocked.push(waiter);
    }
    if (blocked.length > 0) waiting.set(file, blocked);
    else waiting.delete(file);
  }

  return {
    async use(file, use, work) {
      if (fits(file, use)) enter(file, use);
      else {
        await new Promise<void>((resolve) => {
          waiting.set(file, [...(waiting.get(file) ?? []), { use, begin: resolve }]);
        });
      }
      try {
        return await work();
      } finally {
        leave(file, use);
      }
    },
    isIdle: (file) => !users.has(file) && !waiting.has(file),
  };
}
