import { failure } from '../../../contract/failure.ts';
import { isStorableId, isStorableNumber, maxTextBytes } from '../records.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const ellipsis = '…';

/** Text from outside as it is stored: without lone surrogates, cut at 4 KB. */
export function cutText(text: string): { readonly text: string; readonly isCut: boolean } {
  const whole = text.toWellFormed();
  // Most texts are so short that they need not be encoded to see that they fit.
  if (whole.length * 3 <= maxTextBytes) return { text: whole, isCut: false };
  const bytes = encoder.encode(whole);
  if (bytes.length <= maxTextBytes) return { text: whole, isCut: false };
  return {
    text: `${startOfText(bytes, maxTextBytes - encoder.encode(ellipsis).length)}${ellipsis}`,
    isCut: true,
  };
}

/** The same for text beside which there is no column for a mark: the ellipsis at its end is the mark. */
export function cut(text: string): string;
export function cut(text: string | null): string | null;
export function cut(text: string | null): string | null {
  return text === null ? null : cutText(text).text;
}

/** Throws `bad-input` for an id that cannot be stored. */
export function checkId(id: string): void {
  if (isStorableId(id)) return;
  throw failure('bad-input', { reason: 'id-not-storable' });
}

/** Throws `bad-input` for a number that is not exact. */
export function checkNumber(value: number | null): void {
  if (value === null || isStorableNumber(value)) return;
  throw failure('bad-input', { reason: 'number-not-storable' });
}

/** The start of UTF-8, without the half of a character at its end. */
function startOfText(bytes: Uint8Array, length: number): string {
  let end = length;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return decoder.decode(bytes.subarray(0, end));
}
