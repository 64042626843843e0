import { chmod, lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What groups and others may do. */
const forOthers = 0o077;

/**
 * Makes the folder for the user alone, and everything that is in it: an older version, a copy or a backup program can have
 * left it open. Rights are only taken away. Links are left as they are, and nothing is changed through them. Answers with
 * what could not be changed.
 */
export async function makePrivate(folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // On Windows, the folder of a user is closed to others by its list of rights, and there are no modes.
  return process.platform === 'win32' ? [] : closeTree(folder);
}

async function closeTree(path: string): Promise<string[]> {
  const found = await lstat(path).catch(() => null);
  // Gone meanwhile, a link, or a socket of the system.
  if (found === null || !(found.isFile() || found.isDirectory())) return [];
  const left: string[] = [];
  if ((found.mode & forOthers) !== 0)
    await chmod(path, found.mode & 0o700).catch(() => {
      left.push(path);
    });
  if (!found.isDirectory()) return left;
  for (const name of await readdir(path).catch(() => [])) left.push(...(await closeTree(join(path, name))));
  return left;
}
