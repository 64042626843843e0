import { plural } from '../../messages/format-count.ts';

/** A JSON value as a tree shows it: a branch with entries, or a leaf with its text. */
export type JsonShape =
  | {
      readonly kind: 'branch';
      readonly entries: readonly (readonly [string, unknown])[];
      readonly list: boolean;
    }
  | { readonly kind: 'leaf'; readonly type: 'string' | 'number' | 'boolean' | 'null'; readonly text: string };

export function jsonShape(value: unknown): JsonShape {
  if (Array.isArray(value)) {
    return {
      kind: 'branch',
      list: true,
      entries: value.map((item, index) => [String(index), item] as const),
    };
  }
  if (typeof value === 'object' && value !== null) {
    return { kind: 'branch', list: false, entries: Object.entries(value) };
  }
  if (typeof value === 'string') return { kind: 'leaf', type: 'string', text: value };
  if (typeof value === 'number') return { kind: 'leaf', type: 'number', text: String(value) };
  if (typeof value === 'boolean') return { kind: 'leaf', type: 'boolean', text: String(value) };
  return { kind: 'leaf', type: 'null', text: 'null' };
}

/** "4 entries", "1 item": what stands behind a closed branch. */
export function branchWords(shape: Extract<JsonShape, { kind: 'branch' }>): string {
  return shape.list ? plural(shape.entries.length, 'item') : plural(shape.entries.length, 'entry', 'entries');
}

/** What "copy" copies: a text as it is, anything else as JSON that can be pasted elsewhere. */
export function copiedText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'null');
}

const earliest = Date.UTC(2001, 0);
const latest = Date.UTC(2101, 0);

/** The point in time that a number can stand for, in milliseconds: seconds as in tokens, or milliseconds; else null. */
export function possibleMoment(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isInteger(value)) return null;
  if (value >= earliest && value < latest) return value;
  const seconds = value * 1_000;
  return seconds >= earliest && seconds < latest ? seconds : null;
}
