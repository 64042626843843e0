import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export const MB = 1_024 * 1_024;

/** Bytes of all files in a folder and below. Files come and go meanwhile. */
export async function diskUse(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }) => {
      const found = await lstat(join(parentPath, name)).catch(() => undefined);
      return found?.size ?? 0;
    });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
