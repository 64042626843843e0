import { readFile, rename } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';

// The small files in which the console keeps what it is told: settings, connections, its lock.

/** The text of a file; undefined: there is none. Rejects with the system's error when it cannot be read. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

interface ReadJson<T> {
  /** Undefined: there is no file, or none that makes sense. */
  readonly content: T | undefined;
  /** Where a file went that makes no sense: nothing in it is lost, and nothing of it is used. */
  readonly damagedFile: string | undefined;
}

/** What a `.json` file has. `parse` throws where it makes no sense. Rejects with the system's error when it cannot be read. */
export async function readJson<T>(path: string, parse: (json: unknown) => T): Promise<ReadJson<T>> {
  const text = await readIfThere(path);
  if (text === undefined) return { content: undefined, damagedFile: undefined };
  try {
    return { content: parse(JSON.parse(text)), damagedFile: undefined };
  } catch {
    return { content: undefined, damagedFile: await setAside(path) };
  }
}

async function setAside(path: string): Promise<string> {
  const aside = path.replace(/\.json$/, `.damaged-${Date.now()}.json`);
  await rename(path, aside);
  return aside;
}

/** Replaces the file as a whole, or leaves it as it was. It is for the user alone. */
export function writePrivateJson(path: string, content: unknown): Promise<void> {
  return writeFileAtomic(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}
