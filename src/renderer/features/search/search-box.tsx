import { ActionIcon, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useSyncExternalStore } from 'react';
import { mayBeToken } from '../../../contract/domain/text/token-text.ts';
import { text } from '../../messages/text.ts';
import { searchBoxId } from '../../shared/handoff.ts';
import classes from './search-page.module.css';

interface SearchBoxProps {
  readonly value: string;
  /** Whether typing can start at once; not when the reader comes back to a row of the results. */
  readonly takesFocus: boolean;
  /** The results of this text are all on screen: Enter goes to the first of them, and does not search again. */
  readonly isFound: boolean;
  readonly onChange: (value: string, at: 'once' | 'after-a-pause') => void;
  /** Several lines were pasted. They are not searched for. */
  readonly onLines: (lines: readonly string[]) => void;
}

/**
 * What someone pasted is searched for at once, what they type after a pause, or by Enter. Enter again goes to the first result, and
 * opens nothing: whoever types and presses Enter means the search, which can be done by then. Escape clears.
 */
export function SearchBox({ value, takesFocus, isFound, onChange, onLines }: SearchBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  const pasting = useRef(false);

  useEffect(() => {
    if (takesFocus) box.current?.focus();
  }, [takesFocus]);

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    // It ends or leaves what an input method is composing.
    if (event.nativeEvent.isComposing) return;
    const firstRow = document.querySelector<HTMLElement>('#content tbody [tabindex="0"]');
    if (event.key === 'Enter' && isFound && firstRow) firstRow.focus();
    else if (event.key === 'Enter') onChange(value, 'once');
    else if (event.key === 'Escape' && value !== '') onChange('', 'once');
    else if (event.key === 'ArrowDown') firstRow?.focus();
    else return;
    event.preventDefault();
  }

  return (
    <TextInput
      ref={box}
      id={searchBoxId}
      type="text"
      size="md"
      className={classes.box}
      aria-label={text('search.box')}
      placeholder={text('search.placeholder')}
      autoComplete="off"
      autoCorrect="off"
      autoCapitalize="off"
      spellCheck={false}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      rightSection={
        value === '' ? null : (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={text('search.clear')}
            title={text('search.clear-hint')}
            onClick={() => {
              onChange('', 'once');
              box.current?.focus();
            }}
          >
            <IconX size={14} />
          </ActionIcon>
        )
      }
      value={value}
      onPaste={(event) => {
        const lines = pastedLines(event.clipboardData.getData('text'));
        pasting.current = lines === null;
        if (lines === null) return;
        event.preventDefault();
        onLines(lines);
      }}
      onChange={(event) => {
        onChange(event.currentTarget.value, pasting.current ? 'once' : 'after-a-pause');
        pasting.current = false;
      }}
      onKeyDown={onKeyDown}
    />
  );
}

/** A request with its headers has several lines, and may hold one token: it is searched for as a whole. */
const header = /^[\w-]+:\s|^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s\S|^curl\s/im;

/** Terminals break long tokens into lines. */
const token = /^["']?eyJ/;

/** The lines of a pasted text; null: it is one line, a request, or a token. */
function pastedLines(pasted: string): readonly string[] | null {
  if (!/[\r\n]/.test(pasted.trim()) || header.test(pasted) || token.test(pasted.trim())) return null;
  const lines = pasted.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  return lines.length > 1 ? lines : null;
}

/** A mail program copies several addresses with commas or semicolons between them, in one line. Null: it is something else. */
export function addressesOf(typed: string): readonly string[] | null {
  if (/[{}"\r\n]/.test(typed) || mayBeToken(typed)) return null;
  const parts = typed.split(/[,;]/).map((part) => part.trim());
  const addresses = parts.filter((part) => part !== '');
  return addresses.length > 1 && addresses.every((part) => /\S@[^\s@]+$/.test(part)) ? addresses : null;
}

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
