import { longestText } from './records.ts';

const encoder = new TextEncoder();

/**
 * Whether an id or a handle can be stored: ids name something at the core, so one that was cut would name something else.
 * False with a NUL or a lone surrogate in it, or when it is longer than 4 KB.
 */
export function isStorableId(id: string): boolean {
  if (id.includes('\0') || !id.isWellFormed()) return false;
  // Most ids are so short that they need not be encoded to see that they fit.
  return id.length * 3 <= longestText || encoder.encode(id).length <= longestText;
}

/** Whether a number is exact. */
export function isStorableNumber(value: number): boolean {
  return Number.isSafeInteger(value);
}
