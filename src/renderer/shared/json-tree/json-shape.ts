/** A JSON value as a tree shows it: a branch with entries, or a leaf with its text. */
export type JsonShape =
  | {
      readonly type: 'branch';
      readonly entries: readonly (readonly [string, unknown])[];
      readonly list: boolean;
    }
  | {
      readonly type: 'leaf';
      readonly valueType: 'string' | 'number' | 'boolean' | 'null';
      readonly text: string;
    };

export function jsonShape(value: unknown): JsonShape {
  if (Array.isArray(value)) {
    return {
      type: 'branch',
      list: true,
      entries: value.map((item, index) => [String(index), item] as const),
    };
  }
  if (typeof value === 'object' && value !== null) {
    return { type: 'branch', list: false, entries: Object.entries(value) };
  }
  if (typeof value === 'string') return { type: 'leaf', valueType: 'string', text: value };
  if (typeof value === 'number') return { type: 'leaf', valueType: 'number', text: String(value) };
  if (typeof value === 'boolean') return { type: 'leaf', valueType: 'boolean', text: String(value) };
  return { type: 'leaf', valueType: 'null', text: 'null' };
}

/** The text that is copied: a text as it is, anything else as JSON. */
export function copiedText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'null');
}

const earliest = Date.UTC(2001, 0);
const latest = Date.UTC(2101, 0);

/** The time that a number can be, in milliseconds: seconds as in tokens, or milliseconds; else null. */
export function possibleMoment(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isInteger(value)) return null;
  if (value >= earliest && value < latest) return value;
  const seconds = value * 1_000;
  return seconds >= earliest && seconds < latest ? seconds : null;
}
