import type { UserSessionsItem } from '../../../../../contract/domain/session.ts';
import type { IdentityId } from '../../../../../contract/domain/user.ts';
import type { AppError } from '../../../../../contract/errors.ts';
import { toAppError } from '../../../../../contract/failure.ts';
import type { Arrangement } from '../../../../ui/table/arranged-rows.ts';
import { createArrangedRows, type Pause, pauseForBrowser } from '../../../../ui/table/arranged-rows.ts';
import {
  addItem,
  type EntryCounts,
  emptySessionList,
  type SessionEntry,
  type SessionTally,
} from './session-list.ts';

export type ReadingState =
  | { readonly state: 'idle' | 'listing' | 'reading' | 'done' }
  | { readonly state: 'failed'; readonly error: AppError };

export interface SessionsSnapshot {
  readonly reading: ReadingState;
  /** Those that the arrangement includes, in its order. */
  readonly rows: readonly SessionEntry[];
  /** The arrangement of the rows. Shortly after `arrange` it is still the earlier one. */
  readonly arrangement: Arrangement<SessionEntry>;
  readonly counts: EntryCounts;
  readonly tally: SessionTally;
  readonly identities: readonly IdentityId[];
  /** How many of those read are shown as an earlier reading found them. */
  readonly earlier: number;
  /** Null until all handles are listed. */
  readonly total: number | null;
  /** Another number when sessions came, ended or were listed anew: which of them are active can be another then. */
  readonly membership: number;
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
  /** Filters and sorts the rows by this from now on. A long list takes some frames, and is shown as it was until then. */
  readonly arrange: (arrangement: Arrangement<SessionEntry>) => void;
  /** Reads from the start. What is shown stays until the new listing is complete. */
  readonly read: () => void;
  readonly stop: () => void;
  /** One session as it is known this moment. */
  readonly entry: (handle: string) => SessionEntry | undefined;
  /** The running reading; null while nothing is being read. */
  readonly readerId: () => string | null;
}

/** Nobody can read rows that arrive faster, and drawing the page costs more than sorting them in. */
const publishGapMs = 100;

const asListed: Arrangement<SessionEntry> = { includes: null, sortValue: null, descending: false };

/**
 * Holds up to 100,000 sessions outside React. Batches change the list and its counts in place. New entries are merged
 * into the rows shown and published at most once a frame and ten times a second.
 */
export function createSessionStore(
  read: ReadSessions,
  later: (publish: () => void, ms: number) => void,
  pause: Pause = pauseForBrowser,
): SessionStore {
  const listeners = new Set<() => void>();
  let shown = emptySessionList();
  let reading: ReadingState = { state: 'idle' };
  let running: { readonly readerId: string; readonly abort: AbortController } | null = null;
  let waiting = false;
  let publishedAt = Number.NEGATIVE_INFINITY;
  let requested = asListed;
  let membership = 0;
  const rows = createArrangedRows<SessionEntry>({
    arrangement: requested,
    positionOf: ({ position }) => position,
    pause,
    onArranged: publish,
  });
  let snapshot = copy(undefined);

  function copy(last: SessionTally | undefined): SessionsSnapshot {
    const { identities, total, counts, earlier, tally } = shown;
    return {
      ...{ reading, identities, total, membership, rows: rows.shown(), arrangement: rows.arrangement() },
      ...{ counts: { ...counts }, tally: tally.snapshot(last), earlier: earlier.size },
    };
  }

  function publish(): void {
    waiting = false;
    publishedAt = performance.now();
    rows.merge();
    snapshot = copy(snapshot.tally);
    for (const listener of listeners) listener();
  }

  function publishSoon(): void {
    if (waiting) return;
    waiting = true;
    later(publish, Math.max(0, publishedAt + publishGapMs - performance.now()));
  }

  function note(before: SessionEntry | undefined, after: SessionEntry): void {
    if (before === undefined || before.state === 'gone' || after.state === 'gone') membership += 1;
    rows.note(before, after);
  }

  function arrangeAll(): void {
    rows.arrange([...shown.entries.values()], requested);
  }

  async function readAll(readerId: string, abort: AbortController): Promise<void> {
    const list = emptySessionList(shown.entries);
    if (shown.entries.size === 0) shown = list;
    reading = { state: 'listing' };
    publish();
    const stale = () => running?.readerId !== readerId;
    try {
      await read(
        readerId,
        (items) => {
          if (stale()) return;
          for (const item of items) {
            addItem(list, item, list === shown ? note : undefined);
            if (item.type !== 'listed') continue;
            reading = { state: 'reading' };
            if (list === shown) continue;
            shown = list;
            membership += 1;
            arrangeAll();
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
    arrange: (arrangement) => {
      requested = arrangement;
      arrangeAll();
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
