import { kindOf, textAt as readText, valueAtPath } from '../../../contract/domain/text/json-text.ts';
import { RawJson } from '../http/parse-answer.ts';
import type { RecordedKeys } from '../protocol.ts';

/** Longest value that a table gets; the whole one is in the payload. */
const longest = 1_024;
/** Longer ones in a payload that is not parsed are no address and no user agent. */
const longestWritten = 100_000;

export interface RecordedPicker {
  ip(database: unknown, token: unknown): string | null;
  userAgent(database: unknown, token: unknown): string | null;
}

/**
 * Finds what the application recorded, under the names of the settings: first in the session's data, then in the
 * token's. A dot goes into objects, unless a key is written with that very dot.
 */
export function createPicker(keys: RecordedKeys): RecordedPicker {
  const ipPaths = keys.ipKeys.map(pathOf);
  const userAgentPaths = keys.userAgentKeys.map(pathOf);
  return {
    ip: (database, token) => firstText(database, ipPaths) ?? firstText(token, ipPaths),
    userAgent: (database, token) => firstText(database, userAgentPaths) ?? firstText(token, userAgentPaths),
  };
}

type Path = readonly [whole: string, ...parts: string[]];

function pathOf(key: string): Path {
  return key.includes('.') ? [key, ...key.split('.')] : [key];
}

function firstText(data: unknown, paths: readonly Path[]): string | null {
  if (data instanceof RawJson) return firstTextIn(data.text, paths);
  for (const [whole, ...parts] of paths) {
    const text = textOf(field(data, whole)) ?? (parts.length > 0 ? textOf(parts.reduce(field, data)) : null);
    if (text !== null) return text;
  }
  return null;
}

/** Of a payload that is not parsed. */
function firstTextIn(json: string, paths: readonly Path[]): string | null {
  for (const [whole, ...parts] of paths) {
    const text = textAt(json, [whole]) ?? (parts.length > 0 ? textAt(json, parts) : null);
    if (text !== null) return text;
  }
  return null;
}

function textAt(json: string, path: readonly string[]): string | null {
  const value = valueAtPath(json, path);
  const isText = value !== undefined && kindOf(value) === 'text' && value.length <= longestWritten;
  return isText ? textOf(readText(value, 0, value.length)) : null;
}

function field(data: unknown, name: string): unknown {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, name)) return undefined;
  return (data as Record<string, unknown>)[name];
}

function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' ? null : text.slice(0, longest);
}
