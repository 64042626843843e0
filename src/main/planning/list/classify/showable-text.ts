import { cleanText, findTokens } from '../../../identity/pasted-text.ts';

const longestShown = 300;
/** A piece of a token looks like any other long word: no long word is shown. */
const longWord = /[\w+/=.%~-]{72,}/g;

/** What a preview, a file or an export may have of a line that cannot be looked up: never a token, nor a piece of one. */
export function showableText(text: string): string {
  const clean = cleanText(text);
  const { access, refresh, header } = findTokens(clean);
  if (access) return 'access token';
  if (refresh) return 'refresh token';
  if (header) return 'header';
  const short = clean.replace(longWord, '(long word)');
  return short.length > longestShown ? `${short.slice(0, longestShown)}…` : short;
}
