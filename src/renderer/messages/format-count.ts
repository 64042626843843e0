import type { MessageKey } from './catalogue.ts';
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

/** `ec513228-e676-4d1a-96e3-80cee9422ebe` → `ec513228…2ebe`. Left whole when shortening would not save anything. */
export function formatShortId(value: string, chars = 12): string {
  const characters = [...value];
  if (characters.length <= chars + 3) return value;
  const tail = Math.floor(chars / 3);
  return `${characters.slice(0, chars - tail).join('')}…${characters.slice(-tail).join('')}`;
}

type RateUnit = 'line' | 'session' | 'user';

const rates: Readonly<Record<RateUnit, MessageKey>> = {
  line: 'formats.rate.lines',
  session: 'formats.rate.sessions',
  user: 'formats.rate.users',
};
const slowRates: Readonly<Record<RateUnit, MessageKey>> = {
  line: 'formats.rate.slow-lines',
  session: 'formats.rate.slow-sessions',
  user: 'formats.rate.slow-users',
};

/** `840 sessions per second`, with one digit below ten; `less than 1 user per second`. */
export function formatRate(perSecond: number, unit: RateUnit): string {
  if (perSecond < 1) return text(slowRates[unit]);
  return text(rates[unit], {
    rate: perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond),
  });
}
