type Take = (text: string) => boolean;

let waitingSearch: string | null = null;
const takers = new Set<Take>();

/**
 * Hands a text to the search page without writing it into an address: it may be a token. A page that is on screen takes
 * it; else the next one does.
 */
export function handOverSearch(text: string): void {
  for (const take of takers) {
    if (take(text)) return;
  }
  waitingSearch = text;
}

/** Takes what waits, and from now on what is handed over; `take` says whether it does. Returns how to stop. */
export function takeSearches(take: Take): () => void {
  if (waitingSearch !== null && take(waitingSearch)) waitingSearch = null;
  takers.add(take);
  return () => takers.delete(take);
}

/** Marks the one search box, so that the frame finds it without knowing the page. */
export const searchBoxId = 'search-box';

/** Focuses the search box and selects its text; false when it is not on screen. */
export function focusSearchBox(): boolean {
  const box = document.getElementById(searchBoxId);
  if (!(box instanceof HTMLInputElement)) return false;
  box.focus();
  box.select();
  return true;
}

let waitingLines: string | null = null;

/** Hands lines to the page that makes a list, without writing them into an address: tokens can be among them. */
export function handOverList(lines: string): void {
  waitingLines = lines;
}

/** Takes the lines that were handed over; null: none. */
export function takeHandedOverList(): string | null {
  const lines = waitingLines;
  waitingLines = null;
  return lines;
}
