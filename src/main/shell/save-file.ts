import { extname, join } from 'node:path';
import { app, type BrowserWindow, dialog, type SaveDialogOptions } from 'electron';

/** Asks the operator where to save a file. Null: nowhere. */
export type SaveFile = (defaultName: string) => Promise<string | null>;

function downloadsFolder(): string {
  try {
    return app.getPath('downloads');
  } catch {
    // A system without such a folder.
    return app.getPath('home');
  }
}

/** The system's own dialog, on the console's window where there is one. */
export function createSaveFile(currentWindow: () => BrowserWindow | undefined): SaveFile {
  return async (defaultName) => {
    const name = toFileName(defaultName);
    const ending = extname(name).slice(1);
    const options: SaveDialogOptions = {
      defaultPath: join(downloadsFolder(), name),
      properties: ['createDirectory', 'showOverwriteConfirmation'],
      ...(ending === '' ? {} : { filters: [{ name: ending.toUpperCase(), extensions: [ending] }] }),
    };
    const window = currentWindow();
    const { canceled, filePath } = await (window === undefined
      ? dialog.showSaveDialog(options)
      : dialog.showSaveDialog(window, options));
    return canceled || filePath === '' ? null : filePath;
  };
}

/** Characters that a file name cannot have on one of the systems, and those that separate folders. */
const FORBIDDEN = /[<>:"/\\|?*\u0000-\u001f\u007f]+/g;
/** So long a name may be, its ending included; systems allow 255 bytes. */
const LONGEST = 120;

/** A name that every system takes, out of any text: no folder, no control character, not hidden, not too long. */
export function toFileName(text: string): string {
  const clean = text.replace(FORBIDDEN, '-').replace(/^[\s.]+|[\s.]+$/g, '');
  const dot = clean.lastIndexOf('.');
  const ending = dot > 0 && clean.length - dot <= 10 ? clean.slice(dot) : '';
  const stem = [...clean.slice(0, clean.length - ending.length)].slice(0, LONGEST - ending.length).join('');
  return (stem.trimEnd() || 'curfew') + ending;
}
