import type { RuleCondition } from '../../../../contract/domain/rule.ts';
import { failure } from '../../../../contract/failure.ts';

type PayloadCondition = Extract<RuleCondition, { readonly field: 'payload' }>;

/** Whether the value at the condition's path is as it asks; an absent one is not. Throws `bad-input` for an empty path. */
export function compilePayload({ path, test, value }: PayloadCondition): (payload: unknown) => boolean {
  const find = finderOf(path);
  function asAsked(found: unknown): boolean {
    if (test === 'exists') return true;
    if (test === 'equals') return writtenAs(found) === value;
    if (Array.isArray(found)) return found.some((element) => writtenAs(element) === value);
    return writtenAs(found)?.includes(value) ?? false;
  }
  return (payload) => find(payload).some(asAsked);
}

/**
 * A dot goes into objects, and into lists by number, unless a key is written with that very dot: both are looked at, as
 * where an address is looked for under the names of the settings.
 */
function finderOf(path: string): (payload: unknown) => readonly unknown[] {
  const parts = path.split('.');
  if (parts.some((part) => part === '')) {
    throw failure('bad-input', `${JSON.stringify(path.slice(0, 80))} is no path into a payload.`, {
      hint: 'Write names with a dot between them, as in device.id.',
    });
  }
  const ways = parts.length === 1 ? [parts] : [[path], parts];
  return (payload) => ways.flatMap((way) => at(payload, way));
}

/** The value there, in a list of its own; an empty list when there is none. */
function at(payload: unknown, way: readonly string[]): readonly unknown[] {
  let value = payload;
  for (const name of way) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
    if (Array.isArray(value) && !/^\d+$/.test(name)) return [];
    value = (value as Record<string, unknown>)[name];
  }
  return value === undefined ? [] : [value];
}

/** A text as it is; numbers, booleans and null as JSON writes them; undefined for what is made of parts. */
function writtenAs(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? undefined : String(value);
}
