import type { HistoryEntry, HistoryPage, HistoryRequest } from '../../contract/domain/revocation/history.ts';
import { outcomes } from '../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../contract/domain/revocation/run.ts';
import { toAppError } from '../../contract/failure.ts';
import type { CatalogueEntry, Store } from '../store/interface.ts';
import type { RevocationSummary } from '../store/records.ts';
import { isFileUnreadable } from '../store/unreadable-file.ts';
import type { DamagedRows } from './report/damaged-rows.ts';
import { outcomeWithDamage, toSummary } from './report/report.ts';
import { interruptedProgress, type StoredRevocations } from './stored-revocations.ts';

interface HistoryParts {
  readonly store: Store;
  readonly stored: StoredRevocations;
  readonly damagedRows: Pick<DamagedRows, 'isKnown' | 'known'>;
  /** Of one that is at work at this moment. */
  readonly liveProgress: (id: string) => RunProgress | undefined;
}

/**
 * Revocations that were started, a page at a time, from the catalogue: of one connection, or of those that were removed.
 * `connectionIds`: of the connections that there are.
 */
export async function readHistory(
  { damagedRows, liveProgress, store, stored }: HistoryParts,
  connectionIds: readonly string[],
  { search, ...request }: HistoryRequest,
): Promise<HistoryPage> {
  const { entries, total } = await store.read.catalogue({
    ...request,
    exceptConnections: request.connectionId === null ? connectionIds : [],
    states: ['running', 'ended'],
    search: search.trim() === '' ? null : search.trim(),
  });
  return { total, entries: await Promise.all(entries.map(toEntry)) };

  function toEnded(id: string, summary: RevocationSummary): HistoryEntry {
    const outcome = outcomes.find((one) => one === summary.outcome);
    const withDamage = outcomeWithDamage(outcome ?? null, damagedRows.known(id));
    return { type: 'ended', ...toFacts(id, summary), outcome: withDamage, rowsRead: damagedRows.isKnown(id) };
  }

  async function toEntry(entry: CatalogueEntry): Promise<HistoryEntry> {
    const { id } = entry;
    if (entry.type === 'unreadable') {
      const { error, file, summary } = entry;
      return { type: 'unreadable', id, file, error, facts: summary && toFacts(id, summary) };
    }
    const facts = toFacts(id, entry.summary);
    const progress = liveProgress(id);
    if (progress) return { type: 'open', ...facts, progress };
    if (entry.state === 'ended' && !isInDoubt(entry.summary)) return toEnded(id, entry.summary);
    try {
      const run = await stored.load(id);
      if (run.state === 'ended') return toEnded(id, toSummary(entry.summary, run, run.counts));
      return { type: 'open', ...facts, progress: interruptedProgress(run) };
    } catch (thrown) {
      const error = toAppError(thrown);
      // One that cannot be read hides no other.
      if (isFileUnreadable(error)) return { type: 'unreadable', id, file: id, error, facts };
      throw thrown;
    }
  }
}

/**
 * Whether only its own file says what a summary says. Earlier versions wrote an exposure also where no session is gone, or can be; and
 * where none of the plan is, one beside the plan can be.
 */
function isInDoubt({ counts, ended, exposureUntil, gone, isOpen }: RevocationSummary): boolean {
  if (isOpen) return true;
  const mayBeGone = (gone ?? ended) + (counts?.sent ?? 0) + (counts?.unknown ?? 0);
  return typeof exposureUntil === 'number' && mayBeGone === 0;
}

function toFacts(
  id: string,
  {
    counts,
    coverage,
    exposureUntil,
    gone,
    isOpen: _isOpen,
    outcome: _,
    userCount,
    ...facts
  }: RevocationSummary,
) {
  const allGone = gone ?? facts.ended;
  return {
    ...{ id, ...facts, users: [...facts.users], userCount: userCount ?? null, coverage: coverage ?? null },
    ...{ counts: counts ?? null, endedBeside: allGone - facts.ended },
    exposureUntil: exposureUntil ?? null,
  };
}
