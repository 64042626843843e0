import { type BrowserWindow, dialog, type MessageBoxOptions } from 'electron';
import { failure } from '../../contract/failure.ts';
import type { NativeQuestion } from './native-messages.ts';

export interface NativeDialogs {
  /** Asks in a dialog that no page can see or answer. False: no, dismissed, or no window to ask on. Rejects with `refused`. */
  readonly ask: (question: NativeQuestion) => Promise<boolean>;
  /** Runs something that shows another native dialog. Rejects with `refused` while one is open. */
  readonly alone: <T>(show: () => Promise<T>) => Promise<T>;
  /** Closes what is open. Whoever sits in front of it now may be somebody else. */
  readonly dismiss: () => void;
}

/** More refusals than this within the time below, and nobody is asked for the rest of it: a page wears nobody out. */
const mostRefusals = 5;
const refusalsWithinMs = 60_000;

/** The native dialogs of the console, one at a time. */
export function createNativeDialogs(currentWindow: () => BrowserWindow | undefined): NativeDialogs {
  const refusedAt: number[] = [];
  let isOpen = false;
  let dismissal = new AbortController();

  async function alone<T>(show: () => Promise<T>): Promise<T> {
    if (isOpen) throw failure('refused', { reason: 'question-open' });
    isOpen = true;
    try {
      return await show();
    } finally {
      isOpen = false;
    }
  }

  async function showQuestion({ message, detail, cancel, confirm }: NativeQuestion): Promise<boolean> {
    const window = currentWindow();
    if (window === undefined) return false;
    const { signal } = dismissal;
    const options: MessageBoxOptions = {
      signal,
      ...{ type: 'warning', title: 'Curfew', message, detail, noLink: true },
      // Enter and Escape both are a no: a page chooses the moment, and the operator may be typing.
      ...{ buttons: [cancel, confirm], defaultId: 0, cancelId: 0 },
    };
    const { response } = await dialog.showMessageBox(window, options);
    return response === 1 && !signal.aborted;
  }

  return {
    alone,
    dismiss: () => {
      dismissal.abort();
      dismissal = new AbortController();
    },
    async ask(question) {
      const now = performance.now();
      while ((refusedAt[0] ?? now) < now - refusalsWithinMs) refusedAt.shift();
      if (refusedAt.length >= mostRefusals) throw failure('refused', { reason: 'too-many-questions' });
      const isConfirmed = await alone(() => showQuestion(question));
      if (!isConfirmed) refusedAt.push(performance.now());
      return isConfirmed;
    },
  };
}
