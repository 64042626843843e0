import type { TokenVerdict } from '../../../contract/domain/search.ts';
import type { SearchResults } from './search-results.ts';

interface VerdictWords {
  readonly title: string;
  readonly meaning: string;
}

export const verdictTitles: Readonly<Record<TokenVerdict['state'], VerdictWords>> = {
  valid: { title: 'A valid access token of this core', meaning: 'Its signature and its time were checked.' },
  expired: {
    title: 'An expired access token of this core',
    meaning: 'Its signature is right. The token is over; its session can go on.',
  },
  foreign: {
    title: 'An access token of another core',
    meaning: 'This core did not sign it. What it claims is shown and was not looked up.',
  },
  malformed: {
    title: 'Not a whole access token',
    meaning: 'It cannot be decoded. It may have been cut off when it was copied.',
  },
  unchecked: {
    title: 'An access token that could not be checked',
    meaning: 'What it claims is shown and was not looked up.',
  },
};

/** Whether the token's session was looked for, everywhere, and is not there. */
export function sessionIsGone(verdict: TokenVerdict, results: SearchResults): boolean {
  if (verdict.state !== 'valid' && verdict.state !== 'expired') return false;
  if (verdict.handle === null || results.finished === null || results.failed.length > 0) return false;
  return !results.sessions.some((session) => session.handle === verdict.handle);
}
