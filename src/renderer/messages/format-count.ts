import { text } from './text.ts';

const numbers = new Intl.NumberFormat('en-US');

/** `12345` → `12,345`. */
export function formatCount(value: number): string {
  return numbers.format(value);
}

const conjunction = new Intl.ListFormat('en-US', { style: 'long', type: 'conjunction' });

/** `['a', 'b', 'c']` → `a, b, and c`. */
export function formatList(items: readonly string[]): string {
  return conjunction.format(items);
}

const step = 1_024;
const units = ['kB', 'MB', 'GB'] as const;

/** `812 bytes`, `4.1 MB`: a number of bytes, in steps of 1,024, as the limits of a list are meant. */
export function formatBytes(bytes: number): string {
  if (bytes < step) return text('list.size.bytes', { bytes });
  let value = bytes / step;
  let unit = 0;
  while (value >= step && unit < units.length - 1) {
    value /= step;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
