type Take = (text: string) => boolean;

let waiting: string | null = null;
const takers = new Set<Take>();

/**
 * Hands a text to the search page without writing it into an address: it may be a token. A page that is on screen takes
 * it; else the next one does.
 */
export function handOverSearch(text: string): void {
  for (const take of takers) {
    if (take(text)) return;
  }
  waiting = text;
}

/** Takes what waits, and from now on what is handed over; `take` says whether it does. Returns how to stop. */
export function takeSearches(take: Take): () => void {
  if (waiting !== null && take(waiting)) waiting = null;
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
