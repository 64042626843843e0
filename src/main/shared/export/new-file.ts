import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file that gets its name when it is whole. */
export interface NewFile {
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
export async function createNewFile(path: string): Promise<NewFile> {
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
