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
