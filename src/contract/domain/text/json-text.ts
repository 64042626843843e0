// JSON that somebody else wrote is looked into as text: made into objects, a value that is nested deeply enough ends the
// thread that copies or visits it. Everything here goes through a text once, without recursion, and takes JSON that is
// cut off or malformed as far as it goes. Without schemas: threads use this that do without zod.

/** Deeper than this nothing is shown, and nothing is made into objects. */
export const deepestJson = 100;

/** So many characters of a value cross borders. */
export const longestJson = 1_000_000;

/** A value that an application wrote: JSON text, or the beginning of one. */
export interface StoredJson {
  /** As it was sent, at most `longestJson` characters. */
  readonly text: string;
  /** Characters of the whole. */
  readonly size: number;
  /** How many lists and objects are within one another, in the whole. */
  readonly depth: number;
}

/** The value as it crosses borders. */
export function toStoredJson(whole: string): StoredJson {
  // Half of a character that takes two units is left out.
  const end = isHighSurrogate(whole.charCodeAt(longestJson - 1)) ? longestJson - 1 : longestJson;
  const text = whole.length > longestJson ? whole.slice(0, end) : whole;
  return { text, size: whole.length, depth: measureJson(whole).depth };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** Whether all of the value is here, and nested no deeper than objects are made of it. */
export function isReadable({ depth, size, text }: StoredJson): boolean {
  return size === text.length && depth <= deepestJson;
}

/** An entry of an object, or an item of a list. */
export interface JsonEntry {
  /** Null in a list. */
  readonly name: string | null;
  /** Where its value begins and ends in the text. */
  readonly start: number;
  readonly end: number;
}

export interface JsonEntries {
  /** The first ones, in their order; names can occur twice. */
  readonly entries: readonly JsonEntry[];
  /** Of all. */
  readonly count: number;
  /** Whether the text ends with the end of the object or list. */
  readonly isWhole: boolean;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openList = 0x5b;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

export type JsonKind = 'object' | 'list' | 'text' | 'other';

/** What the value is that begins here. */
export function kindOf(text: string, start = skipSpace(text, 0)): JsonKind {
  switch (text.charCodeAt(start)) {
    case openObject:
      return 'object';
    case openList:
      return 'list';
    case quote:
      return 'text';
    default:
      return 'other';
  }
}

/** The first `most` entries of the object or list that the text is; none of any other value. */
export function entriesOf(text: string, most: number): JsonEntries {
  const entries: JsonEntry[] = [];
  let count = 0;
  const isWhole = visitEntries(text, (nameStart, nameEnd, start, end) => {
    if (count < most) {
      const name = nameEnd === nameStart ? null : textAt(text, nameStart, nameEnd);
      entries.push({ name, start, end });
    }
    count += 1;
  });
  return { entries, count, isWhole };
}

/** The value at this path of names of objects, as JSON text; of a name that occurs twice, the last one. */
export function valueAtPath(text: string, names: readonly string[]): string | undefined {
  let value = text;
  for (const name of names) {
    if (kindOf(value) !== 'object') return undefined;
    const parent = value;
    let found: string | undefined;
    visitEntries(parent, (nameStart, nameEnd, start, end) => {
      if (textAt(parent, nameStart, nameEnd) === name) found = parent.slice(start, end);
    });
    if (found === undefined) return undefined;
    value = found;
  }
  return value;
}

type VisitEntry = (nameStart: number, nameEnd: number, start: number, end: number) => void;

/** In their order. An item of a list has an empty name. Gives whether the text ends with the end of the object or list. */
function visitEntries(text: string, visit: VisitEntry): boolean {
  const start = skipSpace(text, 0);
  const kind = kindOf(text, start);
  if (kind === 'text' || kind === 'other') return false;
  const close = kind === 'object' ? closeObject : closeList;
  let at = skipSpace(text, start + 1);
  if (text.charCodeAt(at) === close) return skipSpace(text, at + 1) === text.length;
  while (at < text.length) {
    const nameStart = at;
    let nameEnd = at;
    if (kind === 'object') {
      if (text.charCodeAt(at) !== quote) return false;
      nameEnd = endOfText(text, at);
      at = skipSpace(text, nameEnd);
      if (text.charCodeAt(at) !== colon) return false;
      at = skipSpace(text, at + 1);
      if (at === text.length) return false;
    }
    const end = endOfValue(text, at);
    if (end === at) return false;
    visit(nameStart, nameEnd, at, end);
    at = skipSpace(text, end);
    const next = text.charCodeAt(at);
    if (next === close) return skipSpace(text, at + 1) === text.length;
    if (next !== comma) return false;
    at = skipSpace(text, at + 1);
  }
  return false;
}

/** A text as it was written, without its quotes; of one that is cut off, what is there. */
export function textAt(text: string, start: number, end: number): string {
  const written = text.slice(start, end);
  if (!written.includes('\\') && written.length > 1 && written.endsWith('"')) return written.slice(1, -1);
  try {
    return String(JSON.parse(written));
  } catch {
    return written.slice(1);
  }
}

/** How deep the value is, and of how many values it consists. */
export function measureJson(text: string): { readonly depth: number; readonly values: number } {
  let depth = 0;
  let deepest = 0;
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfText(text, at) - 1;
        break;
      case openList:
      case openObject:
        values += 1;
        depth += 1;
        if (depth > deepest) deepest = depth;
        break;
      case closeList:
      case closeObject:
        depth -= 1;
        break;
      case comma:
        values += 1;
        break;
    }
  }
  return { depth: deepest, values };
}

/** Behind the value that begins here; the end of the text where it is cut off. */
function endOfValue(text: string, start: number): number {
  const kind = kindOf(text, start);
  if (kind === 'text') return endOfText(text, start);
  if (kind === 'other') {
    for (let at = start; at < text.length; at++) if (endsOther(text.charCodeAt(at))) return at;
    return text.length;
  }
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfText(text, at) - 1;
        break;
      case openList:
      case openObject:
        depth += 1;
        break;
      case closeList:
      case closeObject:
        depth -= 1;
        if (depth === 0) return at + 1;
        break;
    }
  }
  return text.length;
}

/** Behind the closing quote. */
function endOfText(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return at + 1;
  }
  return text.length;
}

function endsOther(unit: number): boolean {
  return unit === comma || unit === closeList || unit === closeObject || isSpace(unit);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}
