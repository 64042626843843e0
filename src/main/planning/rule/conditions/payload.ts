import type { RuleCondition } from '../../../../contract/domain/rule.ts';
import { failure } from '../../../../contract/failure.ts';

type PayloadCondition = Extract<RuleCondition, { readonly field: 'payload' }>;

/** Whether the value at the path passes the test; an absent value does not. Throws `bad-input` for an empty path. */
export function compilePayload({ path, test, value }: PayloadCondition): (payload: unknown) => boolean {
  const find = finderOf(path);
  function passes(at: unknown): boolean {
    if (test === 'exists') return true;
    if (test === 'equals') return textOf(at) === value;
    if (Array.isArray(at)) return at.some((element) => textOf(element) === value);
    return textOf(at)?.includes(value) ?? false;
  }
  return (payload) => find(payload).some(passes);
}

/**
 * A dot goes into objects, and into lists by number. A key can contain the dot itself: both are tried, as for the names
 * of addresses in the settings.
 */
function finderOf(path: string): (payload: unknown) => readonly unknown[] {
  const parts = path.split('.');
  if (parts.some((part) => part === '')) {
    throw failure('bad-input', `${JSON.stringify(path.slice(0, 80))} is not a path into a payload.`, {
      hint: 'Write names with a dot between them, as in device.id.',
    });
  }
  const paths = parts.length === 1 ? [parts] : [[path], parts];
  return (payload) => paths.flatMap((names) => valueAt(payload, names));
}

/** The value there as a list of one; an empty list when there is none. */
function valueAt(payload: unknown, names: readonly string[]): readonly unknown[] {
  let value = payload;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
    if (Array.isArray(value) && !/^\d+$/.test(name)) return [];
    value = (value as Record<string, unknown>)[name];
  }
  return value === undefined ? [] : [value];
}

/** A text as it is; numbers, booleans and null as JSON writes them; undefined for objects and lists. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? undefined : String(value);
}
