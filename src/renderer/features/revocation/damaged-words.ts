import type { RevocationReport } from '../../../contract/domain/revocation.ts';
import { formatCount } from '../../messages/format-count.ts';

/** What damage on disk means for a report; null where there is none. */
export function damagedWords(damagedRows: RevocationReport['damagedRows']): string | null {
  if (damagedRows === 0) return null;
  if (damagedRows === null)
    return 'The rows of this report are being read from disk. It is not known yet whether some of them are damaged.';
  const [rows, sessions] =
    damagedRows === 1
      ? ['1 row of this report is', 'this session']
      : [`${formatCount(damagedRows)} rows of this report are`, 'these sessions'];
  return `${rows} damaged on disk. Nobody knows how ${sessions} ended. The numbers are from before the damage. Restore the data folder from a backup, or look for the sessions of these users again.`;
}
