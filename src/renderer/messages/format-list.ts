const conjunction = new Intl.ListFormat('en-US', { style: 'long', type: 'conjunction' });

/** `['a', 'b', 'c']` → `a, b, and c`. */
export function formatList(items: readonly string[]): string {
  return conjunction.format(items);
}
