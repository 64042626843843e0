let waiting: string | null = null;

/** Hands a text to the search page without writing it into an address: it may be a token. */
export function handOverSearch(text: string): void {
  waiting = text;
}

export function waitingSearch(): string | null {
  return waiting;
}

export function searchTaken(): void {
  waiting = null;
}
