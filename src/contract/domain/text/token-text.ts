/**
 * A run of characters that no id is as long as: handles have 36 characters before their tenant, hashes 64. A piece of a
 * token has no other mark.
 */
const longWord = /[\w+/=.%~-]{72,}/;

/** Names under which SuperTokens and browsers carry tokens, and the headers they come in. */
const carriers =
  /\b(?:sAccessToken|sRefreshToken|sIdRefreshToken|sAntiCsrf|st-access-token|st-refresh-token|front-token|anti-csrf)\b|\b(?:set-)?cookie\s*:|\bauthorization\s*:|\bbearer\s+\S/i;

/** The beginning of a JSON web token: `{"` in base64url. A fragment of one counts as well. */
const jsonWebToken = /(?:^|[^A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}/;

/** Three long parts with dots, as tokens of any kind have them. Host names have no part this long. */
const threeParts = /[A-Za-z0-9+/_=-]{24,}\.[A-Za-z0-9+/_=-]{24,}\.[A-Za-z0-9+/_=-]+/;

/** Longer texts are pasted material, not something to look at in an address. */
const longestInAddress = 255;

/**
 * Whether a text may be, or contain, a token or a piece of one. Such a text stays in memory: never in an address, the
 * history, a title or the recent searches. Rather too often than too seldom: what is lost by a mistake is a link, not a
 * secret.
 */
export function mayBeToken(text: string): boolean {
  if (text.length > longestInAddress) return true;
  const { access, refresh } = findTokens(text);
  if (access || refresh) return true;
  return [carriers, jsonWebToken, threeParts, longWord].some((pattern) => pattern.test(text));
}

/** The text with what may be a piece of a token replaced. Tokens as a whole are found before: see `findTokens`. */
export function withoutLongStrings(text: string, replacement: string): string {
  return text.replace(new RegExp(longWord, 'g'), replacement);
}

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
// Cut off somewhere behind its header: both parts of a token are JSON objects, and begin the same.
const jwtCutOff = /(?<![\w.-])eyJ[\w-]{10,}\.eyJ[\w-]*/;
const jwtStart = /^eyJ[\w.%-]{17,}$/;
// Its beginning is missing: a line of a log was cut, or copied in part.
const jwtWithoutStart = /(?<![\w.-])[\w-]*\.eyJ[\w-]{10,}(?:\.[\w-]*)?(?![\w.-])/;
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
  if (cookie !== undefined) return { token: decode(cookie), from: 'cookie' };
  const own = accessHeader.exec(text)?.[1];
  if (own !== undefined) return { token: decode(own), from: 'header' };
  const carried = bearer.exec(text)?.[1];
  if (carried?.startsWith('eyJ')) return { token: carried, from: 'header' };
  const alone = findAlone(text);
  return alone === undefined ? null : { token: alone, from: 'text' };
}

function findAlone(text: string): string | undefined {
  const withStart = jwt.exec(text)?.[0] ?? jwtCutOff.exec(text)?.[0];
  if (withStart !== undefined) return withStart;
  return jwtStart.test(text) ? text : jwtWithoutStart.exec(text)?.[0];
}

function hasRefreshToken(text: string, besideAccessToken: boolean): boolean {
  if (refreshNamed.test(text) || opaqueInText.test(text)) return true;
  return !besideAccessToken && [text, bearer.exec(text)?.[1] ?? ''].some(isOpaque);
}

function isOpaque(word: string): boolean {
  return opaque.test(word) && base64Marks.every((mark) => mark.test(word));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
