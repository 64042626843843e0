import { createLineReader } from './line-reader.ts';
import type { ListItem, ListReader } from './list-reader.ts';
import { showable } from './showable.ts';

/** One JSON value a line: a text, or an object with the text at `path`. A line that is neither leaves the rest alone. */
export function createJsonLinesReader(path: string): ListReader {
  const steps = path === '' ? [] : path.split('.');
  return createLineReader((line, text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return malformed(line, text, 'The line is not JSON.');
    }
    return fromValue(line, text, value, path, steps);
  });
}

function fromValue(
  line: number,
  text: string,
  value: unknown,
  path: string,
  steps: readonly string[],
): ListItem {
  if (isText(value)) return item(line, value);
  const found = valueAt(value, steps);
  if (isText(found)) return item(line, found);
  const where = path === '' ? 'The line holds no text.' : `There is no text at ${path}.`;
  return malformed(line, text, where);
}

function item(line: number, value: string | number): ListItem {
  const text = String(value).trim();
  return text === ''
    ? { line, is: 'malformed', text: '', why: 'The text is empty.' }
    : { line, is: 'text', text };
}

/** A large number may have lost digits when it was parsed: then it is no id any more. */
function isText(value: unknown): value is string | number {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

/** What is found on this way; a name with dots in it is found as it is, too. */
function valueAt(value: unknown, steps: readonly string[]): unknown {
  if (steps.length === 0) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const whole = steps.join('.');
  if (Object.hasOwn(value, whole)) return Reflect.get(value, whole);
  const [first = '', ...rest] = steps;
  return Object.hasOwn(value, first) ? valueAt(Reflect.get(value, first), rest) : undefined;
}

function malformed(line: number, text: string, why: string): ListItem {
  return { line, is: 'malformed', text: showable(text), why };
}
