import { useEffect, useState, useSyncExternalStore } from 'react';
import { readStream } from '../../../../shared/ipc-client.ts';
import { readEntry, useHistoryEntry, writeLargeEntry } from '../../../../ui/view-state.ts';
import { createSessionStore, type SessionStore, type SessionsSnapshot } from './session-store.ts';

const frameMs = 16;

export interface PersonSessions {
  readonly store: SessionStore;
  readonly now: SessionsSnapshot;
}

/** In a task of its own: a frame in which the table is scrolled has enough to do. */
function inLaterTask(publish: () => void, ms: number): void {
  setTimeout(publish, Math.max(frameMs, ms));
}

/**
 * The sessions of a person, being read as long as the page is there. Going back finds them as they were, and reads
 * again what may have changed since. That of many pages ago is read anew.
 */
export function useSessions(connectionId: string, userId: string): PersonSessions {
  const entry = useHistoryEntry();
  const name = `sessions of ${userId} on ${connectionId}`;
  const [store] = useState(() => {
    const kept =
      readEntry<SessionStore>(entry, name) ??
      createSessionStore(
        (readerId, onItems, signal) =>
          readStream('directory.userSessions', { connectionId, userId, readerId }, onItems, signal),
        inLaterTask,
      );
    writeLargeEntry(entry, name, kept);
    return kept;
  });
  useEffect(() => {
    store.read();
    return store.stop;
  }, [store]);
  return { store, now: useSyncExternalStore(store.subscribe, store.snapshot) };
}
