import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { clockTime } from './exposure-words.ts';

/** When a result was last compared with what is really there: "checked 17:04:11". */
export function checkedWords(
  { verifiedAt, outcome }: Pick<RevocationReport, 'verifiedAt' | 'outcome'>,
  now: number,
  times: 'local' | 'utc',
): string {
  if (verifiedAt !== null) {
    const stopped = outcome === 'stopped' ? 'stopped by you, ' : '';
    return `${stopped}checked ${clockTime(verifiedAt, now, times, true)}`;
  }
  return outcome === 'stopped' ? 'stopped by you, not read again' : 'could not be read again';
}
