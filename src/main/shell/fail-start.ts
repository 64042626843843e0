import { app, dialog } from 'electron';
import { describeUnforeseen } from '../ipc/unforeseen.ts';

/** Ends a console that could not start, with a word to whoever started it. */
export function failStart(error: unknown): void {
  process.stderr.write(`start: ${describeUnforeseen(error)}\n`);
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const cause = typeof code === 'string' ? ` (${code})` : '';
  dialog.showErrorBox(
    'Curfew could not start',
    `Its files could not be prepared${cause}. Start it from a terminal to see where.`,
  );
  app.exit(1);
}
