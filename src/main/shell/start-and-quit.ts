import { app, dialog } from 'electron';
import { Failure } from '../../contract/failure.ts';
import { describeUnforeseen } from '../ipc/ipc-server.ts';
import { nativeMessages, refusedSwitchesText, startMessages } from './native-messages.ts';
import { RefusedSwitchesError } from './refused-switches.ts';

/** Ends a console that could not start, and says why. */
export function failStart(error: unknown): void {
  process.stderr.write(`start: ${describeUnforeseen(error)}\n`);
  dialog.showErrorBox(nativeMessages.cannotStart, explain(error));
  app.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof RefusedSwitchesError) return refusedSwitchesText(error.switches);
  const text = error instanceof Failure ? startMessages[error.error.code] : undefined;
  if (text !== undefined) return text;
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string'
    ? `${nativeMessages.filesNotPrepared} (${code})`
    : nativeMessages.filesNotPrepared;
}

/** So long the services may take to end; then the console ends without them. */
const closeDeadlineMs = 5_000;

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
    void atMost(close(), closeDeadlineMs).then(() => {
      state = 'closed';
      app.quit();
    });
  });
}
