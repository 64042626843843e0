import { useRouter } from '@tanstack/react-router';
import { useCallback, useState } from 'react';

/** What a page remembers, by its place in the history: going back finds it, opening the page anew does not. */
const byEntry = new Map<number, Map<string, unknown>>();

/** How many of the large things are found again. */
const mostLargeStates = 5;

/** Where large things are remembered, the latest last. */
let large: readonly { readonly entry: number; readonly name: string }[] = [];

/** Called when a page is opened anew: what stood at this place of the history, or after it, cannot be reached again. */
export function forgetEntriesFrom(entry: number): void {
  for (const known of byEntry.keys()) {
    if (known >= entry) byEntry.delete(known);
  }
  large = large.filter((place) => place.entry < entry);
}

/** Called when another core comes on screen: nothing of the one before may be found again. */
export function forgetAllEntries(): void {
  byEntry.clear();
  large = [];
}

export function readEntry<T>(entry: number, name: string): T | undefined {
  return byEntry.get(entry)?.get(name) as T | undefined;
}

export function writeEntry(entry: number, name: string, value: unknown): void {
  const values = byEntry.get(entry) ?? new Map<string, unknown>();
  values.set(name, value);
  byEntry.set(entry, values);
}

/** Like `writeEntry`, for what takes much memory: only the latest five are found again. */
export function writeLargeEntry(entry: number, name: string, value: unknown): void {
  const others = large.filter((place) => place.entry !== entry || place.name !== name);
  large = [...others, { entry, name }];
  for (const tooOld of large.slice(0, -mostLargeStates)) byEntry.get(tooOld.entry)?.delete(tooOld.name);
  large = large.slice(-mostLargeStates);
  writeEntry(entry, name, value);
}

/** The place in the history where the calling component was mounted. */
export function useHistoryEntry(): number {
  const router = useRouter();
  const [entry] = useState(() => router.history.location.state.__TSR_index);
  return entry;
}

/** `useState` that going back and forward finds again. In memory only, never in the browser's storage. */
export function useViewState<T>(name: string, initial: T): [T, (next: T | ((before: T) => T)) => void] {
  const entry = useHistoryEntry();
  const [value, setValue] = useState<T>(() => readEntry<T>(entry, name) ?? initial);
  const set = useCallback(
    (next: T | ((before: T) => T)) => {
      setValue((before) => {
        const after = typeof next === 'function' ? (next as (before: T) => T)(before) : next;
        writeEntry(entry, name, after);
        return after;
      });
    },
    [entry, name],
  );
  return [value, set];
}
