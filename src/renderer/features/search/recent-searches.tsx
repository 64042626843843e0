import { UnstyledButton } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { mayBeToken } from '../../../contract/domain/token-text.ts';
import { text } from '../../messages/text.ts';
import classes from './search-page.module.css';

const maxRecent = 8;
const none: readonly string[] = [];
const byConnection = new Map<string, readonly string[]>();
const listeners = new Set<() => void>();

/** Puts a search in front and removes the shorter texts that were typed before it: `a`, `ad`, `ada` are one search. */
export function withRecent(recent: readonly string[], search: string): readonly string[] {
  const [latest, ...older] = recent;
  const grew = latest !== undefined && (search.startsWith(latest) || latest.startsWith(search));
  const others = (grew ? older : recent).filter((other) => other !== search);
  return [search, ...others].slice(0, maxRecent);
}

/** Remembers a search until the console ends; never one that may hold a token. */
export function rememberSearch(connectionId: string, search: string): void {
  const trimmed = search.trim();
  if (trimmed === '' || mayBeToken(trimmed)) return;
  byConnection.set(connectionId, withRecent(byConnection.get(connectionId) ?? none, trimmed));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The last searches on a connection, newest first. */
function useRecentSearches(connectionId: string): readonly string[] {
  return useSyncExternalStore(subscribe, () => byConnection.get(connectionId) ?? none);
}

interface RecentSearchesProps {
  readonly connectionId: string;
  readonly onChoose: (search: string) => void;
}

/** Buttons that search again for what was searched for before. */
export function RecentSearches({ connectionId, onChoose }: RecentSearchesProps) {
  const recent = useRecentSearches(connectionId);
  if (recent.length === 0) return null;
  return (
    <ul className={classes.recent} aria-label={text('search.recent-label')}>
      <li aria-hidden="true">{text('search.recent')}</li>
      {recent.map((search) => (
        <li key={search}>
          <UnstyledButton className={classes.recentButton} onClick={() => onChoose(search)}>
            {search}
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
