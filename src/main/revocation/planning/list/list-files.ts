import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const ending = '.list-rows.jsonl';

/** The rows of a list draft. */
export function listFile(dataDirectory: string, id: string): string {
  return join(dataDirectory, 'drafts', `${id}${ending}`);
}

/** Lists do not outlive the console: it may have been killed before it could remove them. */
export async function removeListFiles(dataDirectory: string): Promise<void> {
  const folder = join(dataDirectory, 'drafts');
  for (const name of await readdir(folder).catch(() => [])) {
    if (name.endsWith(ending)) await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}
