/** Names under which SuperTokens and browsers carry tokens, and the headers they come in. */
const carriers =
  /\b(?:sAccessToken|sRefreshToken|sIdRefreshToken|sAntiCsrf|st-access-token|st-refresh-token|front-token|anti-csrf)\b|\b(?:set-)?cookie\s*:|\bauthorization\s*:|\bbearer\s+\S/i;

/** The beginning of a JSON web token: `{"` in base64url. A fragment of one counts as well. */
const jsonWebToken = /(?:^|[^A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}/;

/** Three long parts with dots, as tokens of any kind have them. Host names have no part this long. */
const threeParts = /[A-Za-z0-9+/_=-]{24,}\.[A-Za-z0-9+/_=-]{24,}\.[A-Za-z0-9+/_=-]+/;

/** A run that no id is as long as: handles have 36 characters before their tenant, hashes 64. */
const longRun = /[A-Za-z0-9+/=_%.-]{80,}/;

/** Longer texts are pasted material, not something to look at in an address. */
const longestInAddress = 255;

/**
 * Whether a text may be, or hold, a token. Such a text stays in memory: never in an address, the history, a title or
 * the recent searches. Rather too often than too seldom: what is lost by a mistake is a link, not a secret.
 */
export function mayBeSecret(text: string): boolean {
  if (text.length > longestInAddress) return true;
  return carriers.test(text) || jsonWebToken.test(text) || threeParts.test(text) || longRun.test(text);
}
