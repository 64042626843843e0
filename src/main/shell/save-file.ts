import { extname, join } from 'node:path';
import { app, type BrowserWindow, dialog, type SaveDialogOptions } from 'electron';
import { toFileName } from './file-name.ts';

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
