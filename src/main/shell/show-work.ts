import { type BrowserWindow, powerSaveBlocker } from 'electron';
import { createWorkDisplay, type WorkDisplay } from './work-display.ts';

/** The bar on the taskbar or dock, and the system kept awake, while something runs. */
export function createShowWork(currentWindow: () => BrowserWindow | undefined): WorkDisplay {
  return createWorkDisplay({
    setProgress: (value) => currentWindow()?.setProgressBar(value),
    // The screen may go dark; the work goes on.
    keepAwake: () => powerSaveBlocker.start('prevent-app-suspension'),
    letSleep: (id) => void powerSaveBlocker.stop(id),
    hasIndeterminate: process.platform === 'win32',
  });
}
