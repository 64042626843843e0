import type { MalformedCode } from '../../../../contract/domain/planning.ts';
import { malformed } from '../classify/malformed-reason.ts';
import { showableText } from '../classify/showable-text.ts';
import { createLineReader } from './line-reader.ts';
import type { ListItem, ListReader } from './list-item.ts';

/** One JSON value a line: a text, or an object with the text at `path`. A line that is neither leaves the rest alone. */
export function createJsonLinesReader(path: string): ListReader {
  const steps = path === '' ? [] : path.split('.');
  return createLineReader((line, text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return bad(line, text, 'not-json');
    }
    return fromValue(line, text, value, steps);
  });
}

function fromValue(line: number, text: string, value: unknown, steps: readonly string[]): ListItem {
  if (isText(value)) return item(line, value);
  const found = valueAt(value, steps);
  if (isText(found)) return item(line, found);
  return bad(line, text, 'no-text');
}

function item(line: number, value: string | number): ListItem {
  const text = String(value).trim();
  return text === ''
    ? { type: 'malformed', line, text: '', reason: malformed('empty-text') }
    : { type: 'text', line, text };
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

function bad(line: number, text: string, code: MalformedCode): ListItem {
  return { type: 'malformed', line, text: showableText(text), reason: malformed(code) };
}
