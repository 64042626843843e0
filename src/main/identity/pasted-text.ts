/** The tokens in a pasted text. */
interface PastedTokens {
  readonly access: { readonly token: string; readonly from: 'text' | 'cookie' | 'header' } | null;
  readonly refresh: boolean;
  /** A Cookie or Authorization header: whatever else is in it may be a secret, and is no search text. */
  readonly header: boolean;
}

const accessCookie = /(?<![\w-])sAccessToken=["']?([^;\s"',]+)/;
const accessHeader = /(?<![\w-])st-access-token["']?\s*[:=]\s*["']?([^;\s"',]+)/i;
const bearer = /(?<![\w-])bearer\s+["']?([^;\s"',]+)/i;
const refreshNamed = /(?<![\w-])(?:sRefreshToken=|st-refresh-token["']?\s*[:=])/i;
const headerName = /(?<![\w-])(?:(?:set-)?cookie|(?:proxy-)?authorization)["']?\s*:|(?<![\w-])bearer\s/i;
// The look-behind keeps this linear on long texts: only the beginning of a word is tried.
const jwt = /(?<![\w.-])eyJ[\w-]+\.[\w-]+\.[\w-]*/;
const jwtStart = /^eyJ[\w.%-]{17,}$/;
// A refresh token is opaque, and so is a piece of one. So much base64 has all of these in it; a hash used as an id is
// hexadecimal, in one case.
const opaque = /^[\w+/=.%~-]{100,}$/;
const opaqueInText = /(?<![\w+/=.%~-])[\w+/=%~-]{80,}\.[0-9a-f]{32,}\.V\d+(?![\w+/=.%~-])/;
const base64Marks = [/[A-Z]/, /[a-z]/, /\d/];

/** Finds access and refresh tokens, alone or inside pasted headers. Expects a cleaned text. */
export function findTokens(text: string): PastedTokens {
  const access = findAccessToken(text);
  return { access, refresh: hasRefreshToken(text, access !== null), header: headerName.test(text) };
}

function findAccessToken(text: string): PastedTokens['access'] {
  const cookie = accessCookie.exec(text)?.[1];
  if (cookie !== undefined) return { token: decoded(cookie), from: 'cookie' };
  const own = accessHeader.exec(text)?.[1];
  if (own !== undefined) return { token: decoded(own), from: 'header' };
  const carried = bearer.exec(text)?.[1];
  if (carried?.startsWith('eyJ')) return { token: carried, from: 'header' };
  const alone = jwt.exec(text)?.[0] ?? (jwtStart.test(text) ? text : undefined);
  return alone === undefined ? null : { token: alone, from: 'text' };
}

function hasRefreshToken(text: string, besideAccessToken: boolean): boolean {
  if (refreshNamed.test(text) || opaqueInText.test(text)) return true;
  return !besideAccessToken && [text, bearer.exec(text)?.[1] ?? ''].some(isOpaque);
}

function isOpaque(word: string): boolean {
  return opaque.test(word) && base64Marks.every((mark) => mark.test(word));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
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
];

/** What was meant by a pasted text: without invisible marks, control characters, and quotes around the whole. */
export function cleanText(text: string): string {
  const plain = text
    .replace(invisible, '')
    .replace(controls, '')
    .replace(loneSurrogates, '')
    .replace(unusualSpaces, ' ')
    .trim();
  return unwrap(plain.replace(/^(?:mailto|tel):/i, ''));
}

function unwrap(text: string): string {
  for (const [open, close] of wrappings) {
    if (text.length > 2 && text.startsWith(open) && text.endsWith(close)) return text.slice(1, -1).trim();
  }
  return text;
}
