import { formatCount, plural } from '../../../../messages/format-count.ts';
import { standing } from './session-list.ts';
import type { SessionsSnapshot } from './session-store.ts';

type Progress = Pick<SessionsSnapshot, 'reading' | 'counts' | 'earlier' | 'total'>;

/** How far the reading is, "1,240 of 10,005 read"; null when there is nothing left to say. */
export function readingWords({ reading, counts, earlier, total }: Progress): string | null {
  const listed = standing(counts) + counts.gone;
  const done = counts.read - earlier + counts.gone + counts.failed;
  switch (reading.state) {
    case 'listing':
      return listed === 0 ? 'Listing the sessions' : 'Listing again';
    case 'reading':
      return `${formatCount(done)} of ${formatCount(total ?? listed)} read`;
    case 'idle':
      return done < listed ? `Reading stopped, ${formatCount(done)} of ${formatCount(listed)} read` : null;
    case 'done':
    case 'failed':
      return null;
  }
}

/** "Sessions 23 · 3 tenants · 2 login methods": a number with its scope. */
export function scopeWords(tenants: number, methods: number): string {
  const words: string[] = [];
  if (tenants > 1) words.push(plural(tenants, 'tenant'));
  if (methods > 1) words.push(plural(methods, 'login method'));
  return words.join(' · ');
}

/** What a reading that failed means for what is on screen. */
export function failedReadingMeaning({ counts, earlier, total }: Progress): string {
  const listed = standing(counts) + counts.gone;
  if (listed === 0) return 'The sessions could not be listed, so it is not known how many there are.';
  if (total === null)
    return `The listing broke off: there can be more than the ${plural(listed, 'session')} shown.`;
  if (counts.listed === 0 && earlier === 0)
    return 'The sessions could not be listed again. What is shown was read before that.';
  const read = `${formatCount(counts.read - earlier)} of ${plural(total, 'session')} could be read`;
  return earlier === 0 ? `${read}.` : `${read}; ${formatCount(earlier)} are shown as they were before.`;
}
