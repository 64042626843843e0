import { lstat, readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { z } from 'zod';

/** Of a head, in bytes: a rule of the operator is the longest part of it. */
const longestHead = 1_000_000;

const headOfRows = z.object({ revocation: z.string(), rows: z.object({ file: z.string() }) });

/** "targets.csv": "targets.head.json", or the next free name where a file is there that no export has put beside these rows. */
export async function headPathOf(path: string): Promise<string> {
  const { base, dir, name } = parse(path);
  for (let number = 1; ; number += 1) {
    const head = join(dir, `${name}.head${number === 1 ? '' : `-${number}`}.json`);
    if (await mayBeReplaced(head, base)) return head;
  }
}

/** Nothing, or the head of an earlier export into the same file. The operator was not asked about any other. */
async function mayBeReplaced(head: string, rowsFile: string): Promise<boolean> {
  const found = await lstat(head).catch(() => null);
  if (found === null) return true;
  if (!found.isFile() || found.size > longestHead) return false;
  return isHeadOf(rowsFile, await readFile(head, 'utf8').catch(() => ''));
}

function isHeadOf(rowsFile: string, text: string): boolean {
  try {
    const { success, data } = headOfRows.safeParse(JSON.parse(text));
    return success && data.rows.file === rowsFile;
  } catch {
    return false;
  }
}
