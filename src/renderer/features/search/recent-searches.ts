import { useSyncExternalStore } from 'react';
import { mayBeToken } from '../../../contract/domain/token-text.ts';

const most = 8;
const none: readonly string[] = [];
const byConnection = new Map<string, readonly string[]>();
const listeners = new Set<() => void>();

/** Puts a search in front. What was typed on the way to it goes: `a`, `ad`, `ada` are one search. */
export function withRecent(recent: readonly string[], text: string): readonly string[] {
  const [latest, ...older] = recent;
  const grew = latest !== undefined && (text.startsWith(latest) || latest.startsWith(text));
  const others = (grew ? older : recent).filter((other) => other !== text);
  return [text, ...others].slice(0, most);
}

/** Remembers a search until the console ends; never one that may hold a token. */
export function rememberSearch(connectionId: string, text: string): void {
  const trimmed = text.trim();
  if (trimmed === '' || mayBeToken(trimmed)) return;
  byConnection.set(connectionId, withRecent(byConnection.get(connectionId) ?? none, trimmed));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The last searches on a connection, newest first. */
export function useRecentSearches(connectionId: string): readonly string[] {
  return useSyncExternalStore(subscribe, () => byConnection.get(connectionId) ?? none);
}
