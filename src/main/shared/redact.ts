const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

// Forms of secrets, whatever text they are in: a line of the log here, a payload in `redact-payload.ts`.

export const tokenInParts = /[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g;
/** The value of an `Authorization` header, without the name of the header. */
export const authorisation = /\b(bearer|basic)\s+\S+/gi;
/** Name and password in an address. */
export const userInAddress = /\/\/[^/\s@]+@/g;

/** What stands in place of a secret. */
const hidden = '[hidden]';

/** A long word that is no plain word: an API key or a part of a token. Of an id, so much that it can be recognised. */
function hideLongWord(word: string): string {
  if (uuid.test(word)) return `${word.slice(0, 8)}…`;
  return /[0-9=]/.test(word) ? hidden : word;
}

/**
 * A line for a log without keys, tokens, headers that carry them, passwords in addresses, and e-mail addresses. The second
 * barrier: what is logged is chosen to have none of them.
 */
export function redact(text: string): string {
  return text
    .replace(
      /\b(authorization|api-?key|cookie|set-cookie|password|rid|st-[a-z-]+)(["']?\s*[:=]\s*).+/gi,
      `$1$2${hidden}`,
    )
    .replace(authorisation, `$1 ${hidden}`)
    .replace(tokenInParts, hidden)
    .replace(userInAddress, `//${hidden}@`)
    .replace(/[^\s@<>"'(),;:/[\]]+@[^\s@<>"'(),;:/[\]]+/g, hidden)
    .replace(/[A-Za-z0-9=_-]{20,}/g, hideLongWord);
}
