import type { HistoryEntry } from '../../../../contract/domain/revocation/history.ts';
import { text } from '../../../messages/text.ts';
import { summarise } from '../../../shared/revocations/revocation-outcome.tsx';
import { formatResult, wereAllGone, withAlreadyGone } from '../result-counts.ts';

type ReadableEntry = Extract<HistoryEntry, { type: 'ended' | 'open' }>;

/** What became of the targets of a past revocation, as its report tells them apart, and the same in the words of the report. */
export function formatHistoryResult({
  counts,
  ended,
  endedBeside,
  targets,
}: Pick<ReadableEntry, 'counts' | 'ended' | 'endedBeside' | 'targets'>): {
  readonly label: string;
  readonly title: string;
} {
  if (counts === null)
    return {
      label: text('history.result-gone', { ended, total: targets }),
      title: text('history.result-gone-title'),
    };
  const title = withAlreadyGone(formatResult(counts, endedBeside), counts);
  const { ended: known, total, unknown } = summarise(counts);
  if (wereAllGone(counts)) return { label: text('history.result-all-gone', { count: total }), title };
  const label = text(unknown === 0 ? 'history.result' : 'history.result-known', { ended: known, total });
  return { label: withAlreadyGone(label, counts), title };
}
