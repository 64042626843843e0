import type { DraftTotals } from '../../../../contract/domain/planning.ts';
import { formatCount, plural } from '../../../messages/format-count.ts';

type Undecided = Pick<DraftTotals, 'undecided' | 'undecidedIncluded'>;

/** What the sessions are about which a rule is undecided, and what becomes of them. */
export function undecidedNote({ undecided, undecidedIncluded }: Undecided): string {
  const all = undecided + undecidedIncluded;
  const what = `For ${plural(all, 'session')}, a fact that the rule needs was not recorded.`;
  if (undecidedIncluded === 0)
    return `${what} ${all === 1 ? 'It is' : 'They are'} not ended unless you include ${all === 1 ? 'it' : 'them'}.`;
  if (undecided === 0) return `${what} ${all === 1 ? 'It is' : 'All of them are'} included.`;
  return `${what} You included ${formatCount(undecidedIncluded)}. ${formatCount(undecided)} ${undecided === 1 ? 'is' : 'are'} not ended.`;
}
