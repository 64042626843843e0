import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { strict } from './strict.ts';

/** The user's own folder for downloads, or the home folder. */
export function downloadsFolder(): string {
  const folder = join(homedir(), 'Downloads');
  return existsSync(folder) ? folder : homedir();
}

/** The path itself, or with a number when a file is there: nobody could be asked about overwriting it. */
export function unusedPath(path: string, taken: (path: string) => boolean = existsSync): string {
  const ending = extname(path);
  const stem = basename(path, ending);
  for (let number = 1; ; number += 1) {
    const tried = number === 1 ? path : join(dirname(path), `${stem} (${number})${ending}`);
    if (!taken(tried)) return tried;
  }
}

/**
 * `dialog`: an error box is words on the terminal; a save dialog answers at once, with the place main proposes or the
 * one that a spec named.
 */
export function createDialog() {
  const next: (string | null)[] = [];
  const savedTo: string[] = [];

  async function showSaveDialog(...args: unknown[]): Promise<{ canceled: boolean; filePath: string }> {
    const { defaultPath } = args.at(-1) as { readonly defaultPath?: string };
    const path =
      next.length > 0 ? next.shift() : unusedPath(defaultPath ?? join(downloadsFolder(), 'untitled'));
    if (path === null || path === undefined) return { canceled: true, filePath: '' };
    mkdirSync(dirname(path), { recursive: true });
    savedTo.push(path);
    return { canceled: false, filePath: path };
  }

  const dialog = strict('dialog', {
    showErrorBox: (title: string, content: string) => void process.stderr.write(`${title}: ${content}\n`),
    showSaveDialog,
  });
  return { dialog, savedTo, saveNextTo: (path: string | null) => void next.push(path) };
}
