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
