import { app, dialog, type MessageBoxOptions, shell } from 'electron';
import { describeUnforeseen } from '../ipc/ipc-server.ts';
import type { LogFile } from './log-file.ts';
import { nativeMessages } from './native-messages.ts';

/** Ways in which main can fail outside of every call. */
type Kind = 'exception' | 'rejection';

/**
 * So long the operator may take to read why the console ends. Until then runs go on, so it ends all the same where nobody is there. On
 * macOS a box without a window cannot be closed for its reader; there it holds main up, and nothing goes on.
 */
const readWithinMs = 60_000;

/**
 * Main's own errors that nobody caught. Each leaves a report on this computer, which is sent nowhere, and the operator
 * is told once. After an exception something may be half done, so the console ends in good order: what runs is on disk and
 * can be resumed. A promise that nobody waited for leaves nothing half done, and the console goes on.
 */
export function watchUnforeseen(log: LogFile): void {
  let isEnding = false;
  let isTold = false;

  async function meet(kind: Kind, thrown: unknown): Promise<void> {
    log.write(`main: ${kind}: ${describeUnforeseen(thrown)}`);
    if (isEnding || (isTold && kind === 'rejection')) return;
    isEnding = kind === 'exception';
    isTold = true;
    log.report(reportOf(kind, thrown));
    await tell(kind, log.folder);
    if (kind === 'exception') app.quit();
  }

  process.on('uncaughtException', (error) => void meet('exception', error));
  process.on('unhandledRejection', (reason) => void meet('rejection', reason));
}

function reportOf(kind: Kind, thrown: unknown): readonly string[] {
  const versions = ['electron', 'chrome', 'node'].map((name) => `${name} ${process.versions[name] ?? '-'}`);
  return [
    `Curfew ${app.getVersion()}, ${versions.join(', ')}, ${process.platform} ${process.arch}`,
    `${kind} after ${Math.round(process.uptime())} s`,
    // Kind and place. Its message stays out: libraries put addresses, keys and bodies there.
    describeUnforeseen(thrown),
  ];
}

async function tell(kind: Kind, folder: string): Promise<void> {
  const reading = new AbortController();
  const timer = kind === 'exception' ? setTimeout(() => reading.abort(), readWithinMs) : undefined;
  const options: MessageBoxOptions = {
    ...{ type: 'error', title: 'Curfew', noLink: true, signal: reading.signal },
    message: nativeMessages.unforeseen,
    detail: kind === 'exception' ? nativeMessages.unforeseenEnds : nativeMessages.unforeseenGoesOn,
    ...{ buttons: [nativeMessages.close, nativeMessages.openLogFolder], defaultId: 0, cancelId: 0 },
  };
  try {
    const { response } = await dialog.showMessageBox(options);
    if (response === 1) await shell.openPath(folder);
  } catch {
    // There is no way to say it: the report is on disk.
  } finally {
    clearTimeout(timer);
  }
}
