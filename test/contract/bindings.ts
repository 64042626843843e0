import { isDeepStrictEqual } from 'node:util';

/** The values that `$user1` and its like stand for in one replay. */
export type Bindings = Map<string, unknown>;

const PLACEHOLDER = /^\$[A-Za-z]+\d*$/;
// Inside a longer string a placeholder stands in braces.
const EMBEDDED = /\{(\$[A-Za-z]+\d*)\}/g;
// Arrays whose order means nothing.
const UNORDERED = new Set(['keys', 'versions', 'features', 'sessionHandles', 'sessionHandlesRevoked']);
// Of these a core may list more than the transcript shows.
const OPEN_ENDED = new Set(['versions', 'features']);

/** Puts bound values where a request names placeholders. Names never bound (`$handle6` of no session) get a fixed one. */
export function fill(value: unknown, bindings: Bindings): unknown {
  if (typeof value === 'string') {
    if (PLACEHOLDER.test(value)) return bound(value, bindings);
    return value.replace(EMBEDDED, (_, name: string) => String(bound(name, bindings)));
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, bindings));
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, bindings)]));
  }
  return value;
}

function bound(name: string, bindings: Bindings): unknown {
  if (!bindings.has(name)) bindings.set(name, `never-bound-${name.slice(1)}`);
  return bindings.get(name);
}

/** What differs between an answer and what the transcript expects of it; undefined when nothing does. Binds on the way. */
export function difference(
  expected: unknown,
  actual: unknown,
  bindings: Bindings,
  path = 'body',
): string | undefined {
  if (typeof expected === 'string') return textDifference(expected, actual, bindings, path);
  if (Array.isArray(expected)) return listDifference(expected, actual, bindings, path);
  if (isRecord(expected)) {
    if (!isRecord(actual)) return `${path}: expected an object, got ${show(actual)}`;
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    for (const name of names) {
      const at = `${path}.${name}`;
      if (!(name in expected)) return `${at}: not in the transcript, got ${show(actual[name])}`;
      if (!(name in actual)) return `${at}: missing`;
      const found = difference(expected[name], actual[name], bindings, at);
      if (found) return found;
    }
    return undefined;
  }
  return Object.is(expected, actual) ? undefined : `${path}: expected ${show(expected)}, got ${show(actual)}`;
}

function textDifference(
  expected: string,
  actual: unknown,
  bindings: Bindings,
  path: string,
): string | undefined {
  const wrong = `${path}: expected ${expected}, got ${show(actual)}`;
  if (expected === '$time') return isEpoch(actual) ? undefined : wrong;
  if (expected === '$any') return typeof actual === 'string' && actual !== '' ? undefined : wrong;
  if (!PLACEHOLDER.test(expected)) return fill(expected, bindings) === actual ? undefined : wrong;
  if (typeof actual !== 'string' || actual === '') return wrong;
  if (bindings.has(expected)) {
    return bindings.get(expected) === actual
      ? undefined
      : `${wrong}, bound to ${show(bindings.get(expected))}`;
  }
  // Two placeholders stand for two values: an answer that repeats one would go unnoticed otherwise.
  const twin = [...bindings].find(([, value]) => value === actual);
  if (twin) return `${path}: ${expected} has the value of ${twin[0]}`;
  bindings.set(expected, actual);
  return undefined;
}

function listDifference(
  expected: readonly unknown[],
  actual: unknown,
  bindings: Bindings,
  path: string,
): string | undefined {
  if (!Array.isArray(actual)) return `${path}: expected an array, got ${show(actual)}`;
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (OPEN_ENDED.has(name)) {
    const missing = expected.filter((item) => !actual.includes(item));
    return missing.length === 0 ? undefined : `${path}: missing ${show(missing)}`;
  }
  if (expected.length !== actual.length) {
    return `${path}: expected ${expected.length} items, got ${show(actual)}`;
  }
  const got = UNORDERED.has(name) ? inOrderOf(expected, actual, bindings) : actual;
  for (const [index, item] of expected.entries()) {
    const found = difference(item, got[index], bindings, `${path}[${index}]`);
    if (found) return found;
  }
  return undefined;
}

// Lays those that are already bound in the places where they are expected, and the rest in between.
function inOrderOf(expected: readonly unknown[], actual: readonly unknown[], bindings: Bindings): unknown[] {
  const rest = [...actual];
  const placed = expected.map((item) => {
    const filled = typeof item === 'string' && bindings.has(item) ? bindings.get(item) : item;
    const at = rest.findIndex((candidate) => isDeepStrictEqual(candidate, filled));
    return at < 0 ? { value: undefined, open: true } : { value: rest.splice(at, 1)[0], open: false };
  });
  return placed.map(({ value, open }) => (open ? rest.shift() : value));
}

function isEpoch(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 1_500_000_000_000;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
