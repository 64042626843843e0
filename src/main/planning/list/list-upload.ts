import type { ErrorReason } from '../../../contract/error-reasons.ts';
import { failure } from '../../../contract/failure.ts';
import type { Clock } from '../../shared/clock.ts';

/** How a list comes from a window. */
export interface ListUpload {
  /** Resolves when more can be sent. `page`: aborted when the page that reads the list is gone. */
  readonly add: (bytes: Uint8Array, page: AbortSignal) => Promise<void>;
  /** Ends the upload. With a reason: the window could not read the rest of the list. */
  readonly finish: (failed: string | null) => Promise<void>;
}

interface UploadParts {
  /** One call at a time, in their order. Rejects when nothing more is taken. */
  readonly add: (bytes: Uint8Array) => Promise<void>;
  readonly end: () => Promise<void>;
  /** Ends the list at once, as failed. Does nothing when it has ended, or when all of it came. */
  readonly fail: (error: Error) => void;
  /** Aborted when nothing more is taken. */
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'after'>;
}

/** Longer than a slow drive takes for the next chunk. */
const mostSilenceMs = 60_000;

/** The upload of a list. When the rest of it does not come, the list has failed: with its window, the file goes too. */
export function createListUpload({ add, end, fail, signal: ended, clock }: UploadParts): ListUpload {
  let stopWaiting: () => void = () => undefined;
  let isFinished = false;

  function waitForMore(): void {
    stopWaiting();
    if (!ended.aborted) stopWaiting = clock.after(mostSilenceMs, giveUp);
  }

  function giveUp(): void {
    stopWaiting();
    if (!isFinished) fail(notReadable('list-rest-missing'));
  }

  waitForMore();
  ended.addEventListener('abort', () => stopWaiting());
  return {
    add: async (bytes, page) => {
      stopWaiting();
      // Not removed after this chunk: the page can also go between two chunks. The same listener twice is one listener.
      page.addEventListener('abort', giveUp, { once: true, signal: ended });
      if (page.aborted) giveUp();
      await add(bytes);
      if (!page.aborted) waitForMore();
    },
    finish: async (failed) => {
      stopWaiting();
      isFinished = true;
      if (failed === null) await end();
      else fail(notReadable(failed === 'changed' ? 'list-changed' : 'list-unreadable'));
    },
  };
}

function notReadable(reason: ErrorReason) {
  return failure('bad-input', { reason });
}
