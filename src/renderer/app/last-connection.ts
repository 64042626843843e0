const name = 'curfew.last-connection';

/** The id of the connection that was used last, on this machine. An id of Curfew's own, not a secret. */
export function readLastConnection(): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function writeLastConnection(id: string): void {
  try {
    localStorage.setItem(name, id);
  } catch {
    // A host without storage: the sandbox opens next time.
  }
}
