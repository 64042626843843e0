/** There can be an integer of more digits than a number keeps. */
const mayBeLong = /\d{16}/;

/**
 * A line of a list as JSON. An integer that loses digits when it is parsed is the text that it is written as: parsed, the id of a user
 * can become that of another one. Throws a `SyntaxError`.
 */
export function parseJsonLine(line: string): unknown {
  return mayBeLong.test(line) ? JSON.parse(line, keepLong) : JSON.parse(line);
}

function keepLong(_name: string, value: unknown, written?: { readonly source?: string }): unknown {
  const source = written?.source ?? '';
  return typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? source : value;
}

/** Whether a value can be looked up. Numbers with a fraction are no ids. */
export function isLineText(value: unknown): value is string | number {
  return typeof value === 'string' || Number.isSafeInteger(value);
}
