import type { RevocationPlan, RevocationReport } from '../../../contract/domain/revocation.ts';
import { formatCount, plural } from '../../messages/format-count.ts';

/** What a second scan is for, said before it; null: there is none. */
export function secondScanAskedWords({ secondScan }: Pick<RevocationPlan, 'secondScan'>): string | null {
  if (secondScan === null) return null;
  return 'Afterwards all users are visited once more, and sessions that began meanwhile are ended too. You can stop this second scan.';
}

/** What a second scan found, and whether it came to its end; null: there was none. */
export function secondScanWords({ secondScan }: Pick<RevocationReport, 'secondScan'>): string | null {
  if (secondScan === null) return null;
  const { complete, found, users } = secondScan;
  const all = users === 1 ? 'the only user' : `all ${formatCount(users)} users`;
  const visited = complete ? `visited ${all}` : `was stopped after ${plural(users, 'user')}`;
  const sessions = found === 0 ? 'no further session' : plural(found, 'further session');
  return `The second scan ${visited} and found ${sessions}.`;
}
