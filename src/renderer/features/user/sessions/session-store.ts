import type { UserSessionsItem } from '../../../../contract/domain/session.ts';
import type { IdentityId } from '../../../../contract/domain/user.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { toAppError } from '../../../../contract/failure.ts';
import type { EntryCounts, SessionEntry } from './session-entry.ts';
import { carryOver, emptySessionList, takeItem } from './session-list.ts';

export type ReadingState =
  | { readonly state: 'idle' | 'listing' | 'reading' | 'done' }
  | { readonly state: 'failed'; readonly error: AppError };

export interface SessionsSnapshot {
  readonly reading: ReadingState;
  readonly entries: readonly SessionEntry[];
  readonly counts: EntryCounts;
  readonly identities: readonly IdentityId[];
  /** How many of those read are shown as an earlier reading found them. */
  readonly earlier: number;
  /** Null until all handles are listed. */
  readonly total: number | null;
}

/** Reads the stream once; `readerId` names this reading for `directory.readFirst`. */
export type ReadSessions = (
  readerId: string,
  onItems: (items: readonly UserSessionsItem[]) => void,
  signal: AbortSignal,
) => Promise<void>;

export interface SessionStore {
  readonly snapshot: () => SessionsSnapshot;
  readonly subscribe: (listener: () => void) => () => void;
  /** Reads from the start. What is shown stays until the new listing is complete. */
  readonly read: () => void;
  readonly stop: () => void;
  /** One session as it is known this moment. */
  readonly entry: (handle: string) => SessionEntry | undefined;
  /** The running reading; null while nothing is being read. */
  readonly readerId: () => string | null;
}

/**
 * Holds up to 100,000 sessions outside React. Batches change the list in place; a copy is published at most once a
 * frame, and the larger the list the less often, so that arranging it never takes most of the time.
 */
export function createSessionStore(
  read: ReadSessions,
  later: (publish: () => void, ms: number) => void,
): SessionStore {
  const listeners = new Set<() => void>();
  let shown = emptySessionList();
  let reading: ReadingState = { state: 'idle' };
  let running: { readonly readerId: string; readonly abort: AbortController } | null = null;
  let waiting = false;
  let snapshot = copy();

  function copy(): SessionsSnapshot {
    const { identities, total, counts, earlier } = shown;
    const entries = [...shown.entries.values()];
    return { reading, entries, counts: { ...counts }, identities, earlier: earlier.size, total };
  }

  function publish(): void {
    waiting = false;
    snapshot = copy();
    for (const listener of listeners) listener();
  }

  function publishSoon(): void {
    if (waiting) return;
    waiting = true;
    later(publish, shown.entries.size / 50);
  }

  async function readAll(readerId: string, abort: AbortController): Promise<void> {
    const before = shown;
    const list = emptySessionList();
    if (before.entries.size === 0) shown = list;
    reading = { state: 'listing' };
    publish();
    const stale = () => running?.readerId !== readerId;
    try {
      await read(
        readerId,
        (items) => {
          if (stale()) return;
          for (const item of items) {
            takeItem(list, item);
            if (item.type !== 'listed') continue;
            carryOver(before, list);
            shown = list;
            reading = { state: 'reading' };
          }
          publishSoon();
        },
        abort.signal,
      );
      if (stale()) return;
      reading = { state: 'done' };
    } catch (thrown) {
      if (stale()) return;
      reading = { state: 'failed', error: toAppError(thrown) };
    }
    running = null;
    publish();
  }

  function stop(): void {
    running?.abort.abort();
    running = null;
    if (reading.state === 'listing' || reading.state === 'reading') reading = { state: 'idle' };
  }

  return {
    snapshot: () => snapshot,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => {
      stop();
      running = { readerId: crypto.randomUUID(), abort: new AbortController() };
      void readAll(running.readerId, running.abort);
    },
    stop,
    entry: (handle) => shown.entries.get(handle),
    readerId: () => running?.readerId ?? null,
  };
}
