/**
 * Whether a question or another dialog stands over the page. Shortcuts and menu commands rest then: they would change
 * the page under it, which nobody sees.
 */
export function isDialogOpen(): boolean {
  return document.querySelector('[aria-modal="true"]') !== null;
}
