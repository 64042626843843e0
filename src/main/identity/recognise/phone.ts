/** A number as the core stores it, `+` and digits, or the beginning of one. */
interface PhoneText {
  readonly text: string;
  /** Long enough to be a whole number. */
  readonly whole: boolean;
}

const writtenAsPhone = /^\+?[\d\s().\-/\u2010-\u2015\u2212]+$/;
const separators = /[\s().\-/\u2010-\u2015\u2212]/g;
// E.164 allows 15 digits with the country code; the shortest numbers in use have 7 or 8.
const longest = 15;
const shortestWhole = 8;
// A number without `+` or `00` is taken for one only from here on: shorter ones are rather part of something else.
const shortestBare = 4;

/**
 * Reads `+36 (20) 123-4567`, `0036 20 123 4567` or `36201234567`. A national number cannot be found: the core matches
 * from the country code on.
 */
export function readPhone(text: string): PhoneText | null {
  if (!writtenAsPhone.test(text)) return null;
  const packed = text.replace(/\(0\)/g, '').replace(separators, '');
  const international = packed.startsWith('+') ? packed.slice(1) : packed.replace(/^00(?=\d)/, '');
  const marked = packed.startsWith('+') || packed.startsWith('00');
  if (!/^\d+$/.test(international) || international.length > longest) return null;
  if (!marked && international.length < shortestBare) return null;
  return { text: `+${international}`, whole: international.length >= shortestWhole };
}
