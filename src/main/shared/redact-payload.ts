import { entriesOf, kindOf, textAt } from '../../contract/domain/text/json-text.ts';
import { visibleJson } from '../../contract/domain/text/visible-text.ts';
import { authorisation, tokenInParts, userInAddress } from './redact.ts';

/** What may be kept of a payload that an application wrote. */
export interface RedactedPayload {
  /** JSON. What is hidden is the text `[redacted]`. Numbers are as the core sent them. */
  readonly json: string;
  /** Something was left out because the payload is too long, too deep, or no JSON. */
  readonly isCut: boolean;
}

const hidden = '[redacted]';
const notReadable = '[not readable]';

/** Characters that are kept of a payload, of a text in it and of a name, and how deep it is looked into. */
const longestPayload = 4_000;
const longestText = 500;
const longestName = 120;
const longestNumber = 60;
const deepest = 12;
const mostEntries = 200;
/** A secret that is kept in part is seen by so much of it. */
const margin = 100;

/** Whether the values under a name are hidden. */
export function hidesNames(hiddenNames: readonly string[]): (name: string) => boolean {
  const parts = hiddenNames.map(toWord).filter((word) => word !== '');
  return (name) => {
    const word = toWord(name);
    return parts.some((part) => word.includes(part));
  };
}

/**
 * Copies of a payload without what could be used to sign in and without personal data: values under a name that has one
 * of the words in it (capitals, hyphens and underscores do not matter), whatever they are, and texts that look like a
 * token, a key, an address or a phone number under any name. It looks at the text of the JSON, as everything that
 * applications wrote is: see `json-text.ts`.
 */
export function createRedactor(hiddenNames: readonly string[]): (payload: string) => RedactedPayload {
  const isHiddenName = hidesNames(hiddenNames);

  return (payload) => {
    let json = '';
    let isCut = false;

    function write(text: string): void {
      json += text;
    }

    function hasRoom(): boolean {
      if (json.length < longestPayload) return true;
      isCut = true;
      return false;
    }

    function writeText(text: string, longest: number): void {
      // What is behind it is not kept, and a pattern on a long text takes long.
      if (isSecret(text.slice(0, longest + margin), isHiddenName)) {
        write(`"${hidden}"`);
        return;
      }
      const isLong = text.length > longest;
      if (isLong) isCut = true;
      write(visibleJson((isLong ? `${text.slice(0, longest)}…` : text).toWellFormed()));
    }

    function writeOther(value: string): void {
      const text = value.trim();
      const isValue = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(text);
      if (isValue && text.length <= longestNumber) {
        write(text);
        return;
      }
      isCut = true;
      write(`"${notReadable}"`);
    }

    function writeEntries(value: string, isList: boolean, depth: number): void {
      const { count, entries, isWhole } = entriesOf(value, mostEntries);
      if (!isWhole || count > entries.length) isCut = true;
      write(isList ? '[' : '{');
      let isFirst = true;
      for (const { end, name, start } of entries) {
        if (!hasRoom()) break;
        if (!isFirst) write(',');
        isFirst = false;
        if (name !== null) {
          writeText(name, longestName);
          write(':');
        }
        if (name !== null && isHiddenName(name)) write(`"${hidden}"`);
        else writeValue(value.slice(start, end), depth + 1);
      }
      write(isList ? ']' : '}');
    }

    function writeValue(value: string, depth: number): void {
      const kind = kindOf(value);
      if (kind === 'text') writeText(textAt(value, 0, value.length), longestText);
      else if (kind === 'other') writeOther(value);
      else if (depth < deepest) writeEntries(value, kind === 'list', depth);
      else {
        isCut = true;
        write(`"${notReadable}"`);
      }
    }

    writeValue(payload.trim(), 0);
    return { json, isCut };
  };
}

/** As names are compared: letters and digits alone. */
function toWord(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

const secretForms = [
  // An e-mail address.
  /[^\s@]+@[^\s@]+\.[^\s@]+/,
  // A phone number as it is written between countries.
  /^\+\d[\d\s().-]{6,}$/,
  /-----BEGIN /,
  tokenInParts,
  authorisation,
  userInAddress,
] as const;

/** A text that is hidden whatever its name is. */
function isSecret(text: string, isHiddenName: (name: string) => boolean): boolean {
  return looksSecret(text, isHiddenName) || looksSecret(decoded(text), isHiddenName);
}

function looksSecret(text: string, isHiddenName: (name: string) => boolean): boolean {
  // `test` would begin where it found something the last time.
  if (secretForms.some((form) => text.search(form) >= 0)) return true;
  // Ids are no secrets.
  const longParts = text.replace(uuid, '').match(/[A-Za-z0-9+/=_-]{20,}/g) ?? [];
  if (longParts.some((word) => word.length >= 32 || /\d/.test(word))) return true;
  // A name with its value within a text: a query, a cookie, JSON within JSON.
  for (const [, name] of text.matchAll(/([\w-]+)\\*["']?\s*[:=]\s*\\*["']?\S/g))
    if (name !== undefined && isHiddenName(name)) return true;
  return false;
}

/** As it was before it was written into an address. */
function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
