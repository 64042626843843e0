import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { clockTime } from './exposure-words.ts';

/** When a result was last compared with what is really there: "checked 17:04:11". */
export function checkedWords(
  { checkedAt, outcome }: Pick<RevocationReport, 'checkedAt' | 'outcome'>,
  now: number,
  times: 'local' | 'utc',
): string {
  if (checkedAt !== null) {
    const stopped = outcome === 'stopped' ? 'stopped by you, ' : '';
    return `${stopped}checked ${clockTime(checkedAt, now, times, true)}`;
  }
  return outcome === 'stopped' ? 'stopped by you, not read again' : 'could not be read again';
}
