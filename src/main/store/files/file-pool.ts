import type { Connection } from './connection.ts';

/** The files that a worker has open: a bounded number, the one that was not used for longest goes first. */
export interface FilePool {
  readonly use: (name: string) => Connection;
  /** Open files are not closed for others while they are held. */
  readonly hold: (name: string) => void;
  readonly release: (name: string) => void;
  /** Takes the file out of the pool without closing it. */
  readonly take: (name: string) => Connection | undefined;
  readonly close: (name: string) => void;
  readonly names: () => string[];
}

interface FilePoolOptions {
  readonly most: number;
  readonly open: (name: string) => Connection;
}

export function createFilePool({ most, open }: FilePoolOptions): FilePool {
  // In the order of use, the latest last.
  const files = new Map<string, Connection>();
  const held = new Map<string, number>();

  function close(name: string): void {
    const file = files.get(name);
    files.delete(name);
    file?.close();
  }

  function makeRoom(): void {
    for (const name of [...files.keys()]) {
      if (files.size < most) return;
      if (!held.has(name)) close(name);
    }
  }

  return {
    use(name) {
      let file = files.get(name);
      // Closed after a rollback that failed.
      if (file && !file.db.isOpen) file = undefined;
      if (!file) {
        files.delete(name);
        makeRoom();
        file = open(name);
      }
      files.delete(name);
      files.set(name, file);
      return file;
    },
    hold: (name) => void held.set(name, (held.get(name) ?? 0) + 1),
    release(name) {
      const count = (held.get(name) ?? 1) - 1;
      if (count > 0) held.set(name, count);
      else held.delete(name);
    },
    take(name) {
      const file = files.get(name);
      files.delete(name);
      return file;
    },
    close,
    names: () => [...files.keys()],
  };
}
