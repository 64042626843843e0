import { app, dialog } from 'electron';
import type { ErrorCode } from '../../contract/error-traits.ts';
import { Failure } from '../../contract/failure.ts';
import { describeUnforeseen } from '../ipc/ipc-server.ts';

/** Ends a console that could not start, and says why. */
export function failStart(error: unknown): void {
  process.stderr.write(`start: ${describeUnforeseen(error)}\n`);
  dialog.showErrorBox(nativeMessages.cannotStart, explain(error));
  app.exit(1);
}

function explain(error: unknown): string {
  const text = error instanceof Failure ? startMessages[error.error.code] : undefined;
  if (text !== undefined) return text;
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string'
    ? `${nativeMessages.filesNotPrepared} (${code})`
    : nativeMessages.filesNotPrepared;
}

/** So long the services may take to end; then the console ends without them. */
const CLOSE_DEADLINE_MS = 5_000;

function atMost(work: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void work
      .catch(() => undefined)
      .then(() => {
        clearTimeout(timer);
        resolve();
      });
  });
}

/** Ends the services before the process ends, once. */
export function closeBeforeQuit(close: () => Promise<void>): void {
  let state: 'running' | 'closing' | 'closed' = 'running';
  app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void atMost(close(), CLOSE_DEADLINE_MS).then(() => {
      state = 'closed';
      app.quit();
    });
  });
}

/** Texts that main shows itself, where there is no window yet: everything else is in the catalogue of the renderer. */
export const nativeMessages = {
  cannotStart: 'Curfew could not start',
  filesNotPrepared: 'Its files could not be prepared. Start it from a terminal to see the cause.',
} as const;

/** Why Curfew could not start, for the codes that opening its data folder can fail with. */
export const startMessages: Readonly<Partial<Record<ErrorCode, string>>> = {
  locked: 'Another window of Curfew uses the data folder. Use that window, or close it first.',
  'disk-full':
    'There is not enough space on the disk of the data folder. Free space on the disk, then try again.',
  'store-damaged': 'A file in the data folder is damaged. Restore it from a backup.',
  'store-newer': 'A newer version of Curfew made the data folder. Open it with that version.',
  'store-unavailable':
    'The data folder cannot be read or written. Check that the folder exists and can be written, then try again.',
};
