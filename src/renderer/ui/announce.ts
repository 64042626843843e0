const listeners = new Set<(text: string) => void>();

/** Says something to screen readers, politely, without showing it. */
export function announce(text: string): void {
  for (const listener of listeners) listener(text);
}

export function onAnnouncement(listener: (text: string) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
