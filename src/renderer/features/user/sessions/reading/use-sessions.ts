import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { text } from '../../../../messages/text.ts';
import { readStream } from '../../../../shared/ipc-client.ts';
import { readEntry, useHistoryEntry, writeLargeEntry } from '../../../../ui/view-state.ts';
import { activeCount } from './session-list.ts';
import { createSessionStore, type SessionStore, type SessionsSnapshot } from './session-store.ts';

const frameMs = 16;

/** In a task of its own: a frame in which the table is scrolled has enough to do. */
function inLaterTask(publish: () => void, ms: number): void {
  setTimeout(publish, Math.max(frameMs, ms));
}

/**
 * The sessions of a user, read as long as the page is open. Going back shows them as they were and reads them again. The
 * sessions of a page many steps ago are read anew.
 */
export function useSessions(connectionId: string, userId: string): SessionStore {
  const entry = useHistoryEntry();
  const name = `sessions of ${userId} on ${connectionId}`;
  const [store] = useState(() => {
    const existing =
      readEntry<SessionStore>(entry, name) ??
      createSessionStore(
        (readerId, onItems, signal) =>
          readStream('directory.userSessions', { connectionId, userId, readerId }, onItems, signal),
        inLaterTask,
      );
    writeLargeEntry(entry, name, existing);
    return existing;
  });
  useEffect(() => {
    store.read();
    return store.stop;
  }, [store]);
  return store;
}

/**
 * A part of what is known of the sessions. What shows it is drawn again only when this part changes: ten times a second
 * something of the whole does. `part` gives the same value as long as it did not change.
 */
export function useSessionsPart<Part>(store: SessionStore, part: (now: SessionsSnapshot) => Part): Part {
  return useSyncExternalStore(store.subscribe, () => part(store.snapshot()));
}

/** Announces once how a reading ended. An announcement for each batch would be noise. */
export function useAnnounced(store: SessionStore, announce: (sentence: string) => void): void {
  const state = useSessionsPart(store, ({ reading }) => reading.state);
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    const count = activeCount(store.snapshot().counts);
    if (state === 'done') announce(text('user.sessions-announced', { count }));
    if (state === 'failed') announce(text('user.sessions-failed-announced'));
  }, [state, store, announce]);
}

type Progress = Pick<SessionsSnapshot, 'reading' | 'counts' | 'earlier' | 'total'>;

/** How far the reading is, "1,240 of 10,005 read"; null when there is nothing left to say. */
export function describeProgress({ reading, counts, earlier, total }: Progress): string | null {
  const listed = activeCount(counts) + counts.gone;
  const read = counts.read - earlier + counts.gone + counts.failed;
  switch (reading.state) {
    case 'listing':
      return listed === 0 ? text('user.listing') : text('user.listing-again');
    case 'reading':
      return text('user.read-progress', { read, total: total ?? listed });
    case 'idle':
      return read < listed ? text('user.reading-stopped', { read, total: listed }) : null;
    case 'done':
    case 'failed':
      return null;
  }
}

/** "3 tenants · 2 login methods": where the sessions are, for their number. */
export function describeSpread(tenants: number, methods: number): string {
  const parts: string[] = [];
  if (tenants > 1) parts.push(text('user.sessions-in-tenants', { count: tenants }));
  if (methods > 1) parts.push(text('user.sessions-by-methods', { count: methods }));
  return parts.join(' · ');
}

/** What a reading that failed means for what is on screen. */
export function describeFailedReading({ counts, earlier, total }: Progress): string {
  const listed = activeCount(counts) + counts.gone;
  if (listed === 0) return text('user.not-listed');
  if (total === null) return text('user.listing-broke-off', { count: listed });
  if (counts.listed === 0 && earlier === 0) return text('user.not-listed-again');
  const read = counts.read - earlier;
  return earlier === 0
    ? text('user.partly-read', { read, total })
    : text('user.partly-read-again', { read, total, earlier });
}
