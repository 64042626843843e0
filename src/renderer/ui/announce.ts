interface Announcement {
  readonly text: string;
  /** It is also shown for a moment, at the bottom of the window. */
  readonly shown: boolean;
}

const listeners = new Set<(announcement: Announcement) => void>();

/** Says something to screen readers, politely; with `shown` also to everybody else. */
export function announce(text: string, { shown = false }: { readonly shown?: boolean } = {}): void {
  for (const listener of listeners) listener({ text, shown });
}

export function onAnnouncement(listener: (announcement: Announcement) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
