/** Where a key leads the focus to in a table; null when the key is not for moving. */
export function rowAfterKey(key: string, active: number, count: number, rowsPerPage: number): number | null {
  if (count === 0) return null;
  const last = count - 1;
  const clamp = (index: number) => Math.min(last, Math.max(0, index));
  switch (key) {
    case 'ArrowDown':
      return clamp(active + 1);
    case 'ArrowUp':
      return clamp(active - 1);
    case 'PageDown':
      return clamp(active + rowsPerPage);
    case 'PageUp':
      return clamp(active - rowsPerPage);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
