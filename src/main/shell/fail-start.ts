import { app, dialog } from 'electron';
import { Failure } from '../../contract/failure.ts';
import { describeUnforeseen } from '../ipc/unforeseen.ts';

/** Ends a console that could not start, with a word to whoever started it. */
export function failStart(error: unknown): void {
  process.stderr.write(`start: ${describeUnforeseen(error)}\n`);
  dialog.showErrorBox('Curfew could not start', explain(error));
  app.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof Failure) {
    const { message, hint = '' } = error.error;
    return `${message} ${hint}`.trim();
  }
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const cause = typeof code === 'string' ? ` (${code})` : '';
  return `Its files could not be prepared${cause}. Start it from a terminal to see where.`;
}
