// The SDK's types promise what the core sends, and nothing checked it. A wrong value that went on would break the schema of a
// whole batch, or the page that formats it.

/** The core's columns hold 36 to 255 characters. */
const longestId = 1_024;
/** The last moment that a date can be. */
const lastMoment = 8.64e15;

export function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestId;
}

/** In whole milliseconds: others cannot be stored, and one of them would keep a whole plan from its start. */
export function isMoment(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(Number(value)) <= lastMoment;
}

/** A list of texts, none longer than ids are. */
export function isIds(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isId);
}
