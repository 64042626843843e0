import { useSyncExternalStore } from 'react';

/** How often "3 h ago" is looked at again. */
const tickMs = 15_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function current(): number {
  if (timer === undefined) now = Date.now();
  return now;
}

/** The time, the same for all who look, a few times a minute. One timer serves every row on screen. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, current);
}
