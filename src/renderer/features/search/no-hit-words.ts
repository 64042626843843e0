import { plural } from '../../messages/format-count.ts';
import { formatElapsed } from '../../messages/format-duration.ts';
import type { SearchResults } from './search-results.ts';

type Kind = SearchResults['readings'][number]['as'];

const byStart: ReadonlySet<Kind> = new Set(['email', 'email-start']);
const byNumber: ReadonlySet<Kind> = new Set(['phone', 'phone-start']);

/** How what was looked for is matched, for someone who found nothing. One sentence or two for each kind of text. */
export function noHitWords({ readings, finished }: SearchResults): readonly string[] {
  const kinds = new Set(readings.map((reading) => reading.as));
  const has = (wanted: ReadonlySet<Kind>) => [...kinds].some((kind) => wanted.has(kind));
  const words: string[] = [];
  if (kinds.has('session-handle')) {
    words.push('No session has this handle now. A session that ended leaves nothing behind in the core.');
  }
  if (has(byStart)) {
    words.push(
      'The core finds addresses by their beginning or by their domain, never by the middle: try “ada@” or “alpha.example”.',
    );
  }
  if (has(byNumber)) words.push('It finds numbers from the country code on: try “+36 20”.');
  if (kinds.has('user-id') || kinds.has('third-party-id')) words.push('Ids are found whole only.');
  if (finished !== null) words.push(searchedWords(finished));
  return words;
}

/** "Searched: 3 tenants, 41 ms." Ids are looked up in all tenants at once, and then no number is told. */
function searchedWords({ tenants, elapsedMs }: NonNullable<SearchResults['finished']>): string {
  const where = tenants === 0 ? 'all tenants' : plural(tenants, 'tenant');
  return `Searched: ${where}, ${formatElapsed(elapsedMs)}.`;
}

/** "1 session and 3 users found · 9 ms", with numbers that are final only once the search is. */
export function foundWords({ sessions, users, finished }: SearchResults): string {
  const found = [
    ...(sessions.length > 0 ? [plural(sessions.length, 'session')] : []),
    ...(users.length > 0 ? [plural(users.length, 'user')] : []),
  ].join(' and ');
  if (finished === null) return found === '' ? 'Searching' : `${found} so far`;
  return found === '' ? '' : `${found} found · ${formatElapsed(finished.elapsedMs)}`;
}
