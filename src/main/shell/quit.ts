import { app } from 'electron';

/** So long the services may take to end; then the console ends without them. */
const PATIENCE_MS = 5_000;

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
    void atMost(close(), PATIENCE_MS).then(() => {
      state = 'closed';
      app.quit();
    });
  });
}
