import { type Interpretation, longestSearchText } from '../../contract/domain/search.ts';
import { findTokens } from '../../contract/domain/text/token-text.ts';
import type { ErrorReason } from '../../contract/error-reasons.ts';
import type { AppError } from '../../contract/errors.ts';
import { failure } from '../../contract/failure.ts';
import { tenantOfHandle } from './session-handles.ts';

type Recognised =
  | {
      readonly type: 'recognised';
      /** Likeliest first. Never holds a token. */
      readonly interpretations: readonly Interpretation[];
      /** To be decoded in this process; never sent, shown or kept. */
      readonly accessToken: string | null;
    }
  | {
      readonly type: 'refused';
      readonly reason: 'empty' | 'too-long' | 'header' | 'several-lines';
      readonly error: AppError;
    };

// The core's columns for ids and addresses have room for this many characters.
const longestWord = 255;

const uuid = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';
const plainUuid = new RegExp(`^${uuid}$`);
const sessionHandle = new RegExp(`^${uuid}(?:_\\S+)?$`);
const wholeAddress = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/;
const namedAddress = /^[^<>]*<([^<>@\s]+@[^<>@\s]+)>$/;

/**
 * Says what a pasted text can be. Pure, and never throws. `looksInside`: also for the one handle and the one address in a line of a
 * log. A search shows what it found; a line of a list must say by itself what it selects.
 */
export function recognise(pasted: string, { looksInside = false } = {}): Recognised {
  if (pasted.length > longestSearchText) return tooLong('search-too-long', pasted.length, longestSearchText);
  const text = cleanText(pasted);
  if (text === '') return refused('empty', 'search-empty');
  const tokens = findTokens(text);
  if (tokens.access || tokens.refresh) {
    return {
      type: 'recognised',
      interpretations: [
        ...(tokens.access ? [{ type: 'access-token', from: tokens.access.from } as const] : []),
        ...(tokens.refresh ? [{ type: 'refresh-token' } as const] : []),
      ],
      accessToken: tokens.access?.token ?? null,
    };
  }
  if (tokens.header) {
    return refused('header', 'header-without-token');
  }
  return recogniseWord(namedAddress.exec(text)?.[1] ?? text, looksInside);
}

function recogniseWord(text: string, looksInside: boolean): Recognised {
  if (/[\r\n]/.test(text)) {
    return refused('several-lines', 'search-several-lines');
  }
  if (text.length > longestWord) return tooLong('search-word-too-long', text.length, longestWord);
  const interpretations = [
    ...readHandle(text),
    ...readHandleInside(text, looksInside),
    ...readNetwork(text),
    ...readAddress(text),
    ...(looksInside ? readAddressInside(text) : []),
    ...readNumber(text),
    ...readAccount(text),
    ...readUserIds(text),
    ...readAddressStart(text),
  ];
  return { type: 'recognised', interpretations, accessToken: null };
}

// The core makes handles and tenant ids in lower case and compares them exactly; logs often have them in upper case.
function readHandle(text: string): Interpretation[] {
  if (!sessionHandle.test(text)) return [];
  const handle = text.toLowerCase();
  return [{ type: 'session-handle', handle, tenantId: tenantOfHandle(handle) }];
}

const handleInside = new RegExp(`(?<![0-9a-zA-Z-])${uuid}(?:_[0-9a-zA-Z-]+)?(?![0-9a-zA-Z-])`, 'g');
const url = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i;
/** What an id, an address and a number cannot have, and a line of a log has. */
const severalThings = /[\s"'=,;{}]/;
const addressInside = /[^\s"'=,;:<>(){}[\]]+@[^\s"'=,;:<>(){}[\]]*[^\s"'=,;:<>(){}[\].]/g;
const namedValue = /^["']?[\w.-]*(?:session|handle)[\w.-]*["']?\s*[:=]\s*\S+$/i;

/** The handle in the address of a page, or behind a name: `https://…/sessions/…`, `sessionHandle=…`. Only if it is one. */
function readHandleInside(text: string, looksInside: boolean): Interpretation[] {
  const canHave = url.test(text) || namedValue.test(text) || (looksInside && severalThings.test(text));
  if (!canHave) return [];
  const [handle, other] = new Set(text.match(handleInside));
  return handle === undefined || other !== undefined ? [] : [...readHandle(handle), ...readUserIds(handle)];
}

/** The address in a line of a log. Only if it is one. */
function readAddressInside(text: string): Interpretation[] {
  if (!severalThings.test(text)) return [];
  const [address, other] = new Set(text.match(addressInside));
  return address === undefined || other !== undefined || address === text ? [] : readAddress(address);
}

const ipv4 = /^(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5}|\/\d{1,2})?$/;
const ipv6 = /^\[?(?=(?:[^:]*:){2})[0-9a-f:]{2,39}(?:%\w+)?\]?(?:\/\d{1,3})?$/i;

/** An IP address. Nobody can be found by it, so it is not taken for a phone number. */
function readNetwork(text: string): Interpretation[] {
  return isNetwork(text) ? [{ type: 'network', network: text }] : [];
}

function isNetwork(text: string): boolean {
  return ipv4.test(text) || ipv6.test(text);
}

function readAddress(text: string): Interpretation[] {
  return wholeAddress.test(text) ? [{ type: 'email', email: text }] : [];
}

function readNumber(text: string): Interpretation[] {
  const phone = isNetwork(text) ? null : readPhone(text);
  if (!phone) return [];
  const start: Interpretation = { type: 'phone-start', text: phone.text };
  return phone.whole ? [{ type: 'phone', phone: phone.text }, start] : [start];
}

function readAccount(text: string): Interpretation[] {
  const account = namedValue.test(text) || isNetwork(text) ? null : readThirdPartyId(text);
  return account ? [{ type: 'third-party-id', ...account }] : [];
}

// Any text can be an external id, as it is written. Internal ids are UUIDs in lower case.
function readUserIds(text: string): Interpretation[] {
  const ids = plainUuid.test(text) ? [...new Set([text, text.toLowerCase()])] : [text];
  return ids.map((id) => ({ type: 'user-id', id }));
}

function readAddressStart(text: string): Interpretation[] {
  const cannotBe = /[\s:]/.test(text) || isNetwork(text) || text.startsWith('+') || sessionHandle.test(text);
  return cannotBe ? [] : [{ type: 'email-start', text }];
}

function tooLong(reason: ErrorReason, length: number, most: number): Recognised {
  return refused('too-long', reason, { length, most });
}

function refused(
  reason: Extract<Recognised, { type: 'refused' }>['reason'],
  errorReason: ErrorReason,
  params: Readonly<Record<string, number>> = {},
): Recognised {
  return { type: 'refused', reason, error: failure('bad-input', { reason: errorReason, params }).error };
}

/** A number as the core stores it, `+` and digits, or the beginning of one. */
interface PhoneText {
  readonly text: string;
  /** Long enough to be a whole number. */
  readonly whole: boolean;
}

const writtenAsPhone = /^\+?[\d\s().\-/\u2010-\u2015\u2212]+$/;
const separators = /[\s().\-/\u2010-\u2015\u2212]/g;
// E.164 allows 15 digits with the country code; the shortest numbers in use have 7 or 8.
const longest = 15;
const shortestWhole = 8;
// A number without `+` or `00` is taken for one only from here on: shorter ones are rather part of something else.
const shortestBare = 4;

/**
 * Reads `+36 (20) 123-4567`, `0036 20 123 4567` or `36201234567`. A national number cannot be found: the core matches
 * from the country code on.
 */
function readPhone(text: string): PhoneText | null {
  if (!writtenAsPhone.test(text)) return null;
  const packed = text.replace(/\(0\)/g, '').replace(separators, '');
  const international = packed.startsWith('+') ? packed.slice(1) : packed.replace(/^00(?=\d)/, '');
  const marked = packed.startsWith('+') || packed.startsWith('00');
  if (!/^\d+$/.test(international) || international.length > longest) return null;
  if (!marked && international.length < shortestBare) return null;
  return { text: `+${international}`, whole: international.length >= shortestWhole };
}

interface ThirdPartyText {
  /** Null: none was written, so several are tried. */
  readonly provider: string | null;
  readonly id: string;
}

const withProvider = /^([A-Za-z][\w.-]{1,63})[:|](?!\/\/)(\S{1,255})$/;
const digits = /^\d{5,30}$/;
const apple = /^\d{6}\.[0-9a-f]{32}\.\d{4}$/;

/** Providers built into SuperTokens whose user ids are digits alone. */
const digitProviders = [
  'google',
  'github',
  'facebook',
  'gitlab',
  'discord',
  'twitter',
  'google-workspaces',
] as const;

/** Reads `google:1234`, or an id alone where its shape gives it away. */
function readThirdPartyId(word: string): ThirdPartyText | null {
  const [, provider, id] = withProvider.exec(word) ?? [];
  if (provider !== undefined && id !== undefined) return { provider, id };
  return digits.test(word) || apple.test(word) ? { provider: null, id: word } : null;
}

/** Which providers an id without one is asked of: the core answers for one provider at a time. */
export function providersToTry(id: string): readonly string[] {
  return apple.test(id) ? ['apple'] : digitProviders;
}

// Marks that are invisible and come along when text is copied: zero-width ones, direction marks, soft hyphens, byte
// order marks. None can be part of an id, an address or a number that someone means to search for.
const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
// Half of a character: no address on the wire can carry it.
const loneSurrogates = /\p{Surrogate}/gu;
const unusualSpaces = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;

const wrappings: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['<', '>'],
  ['“', '”'],
  ['‘', '’'],
  ['«', '»'],
  ['„', '“'],
  ['(', ')'],
  ['[', ']'],
];

/** What was meant by a pasted text: without invisible marks, control characters, and quotes around the whole. */
export function cleanText(text: string): string {
  const plain = text
    .replace(invisible, '')
    .replace(controls, '')
    .replace(loneSurrogates, '')
    .replace(unusualSpaces, ' ')
    .trim();
  return unwrap(plain);
}

const maxWrappings = 8;

/** Quotes can be around quotes, and around `mailto:`. */
function unwrap(text: string): string {
  let inner = text;
  for (let at = 0; at < maxWrappings; at += 1) inner = withoutScheme(withoutQuotes(inner));
  return inner;
}

function withoutQuotes(text: string): string {
  // As copied out of JSON or a list: `"…",`.
  const word = /^["'`“‘«„<([].*["'`”’»“>)\]][,;]$/s.test(text) ? text.slice(0, -1) : text;
  for (const [open, close] of wrappings) {
    const isWrapped = word.length > 2 && word.startsWith(open) && word.endsWith(close);
    // `(020) 123 (45)` is not in brackets.
    if (isWrapped && (open === close || !word.slice(1, -1).includes(close))) return word.slice(1, -1).trim();
  }
  return text;
}

/** `mailto:` can carry a subject, and percent signs. */
function withoutScheme(text: string): string {
  const address = /^mailto:([^?\s]*)(?:\?\S*)?$/i.exec(text)?.[1];
  if (address !== undefined) return decodePercent(address);
  return text.replace(/^(?:mailto|tel):/i, '');
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
