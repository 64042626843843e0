import type { WorkControl } from '../../../shared/work-control.ts';
import type { StoreReader } from '../../../store/interface.ts';
import type { LineId } from '../../../store/records.ts';
import { orPause, type StoredDraft } from '../../stored-draft.ts';
import type { LineResolver } from './line-resolver.ts';

interface ResolveList {
  readonly read: Pick<StoreReader, 'openLines'>;
  readonly stored: StoredDraft;
  readonly what: 'open' | 'unread';
  /** Whether lines are still being uploaded. */
  readonly isGrowing: () => boolean;
  readonly resolver: LineResolver;
  readonly control: WorkControl;
}

const pageSize = 1_000;

/**
 * Looks up all lines that wait for it, while more of them are uploaded. Where it is needs no note of its own: a line that
 * was looked up does not wait any more. Rejects with `aborted` when it is stopped.
 */
export async function resolveList({
  read,
  stored,
  what,
  isGrowing,
  resolver,
  control,
}: ResolveList): Promise<void> {
  let after: LineId = 0;
  for (;;) {
    await control.checkpoint();
    // Asked before: lines that are uploaded while this reads are read the next time.
    const growing = isGrowing();
    const lines = await orPause(control, () =>
      read.openLines({ id: stored.id, what, after, limit: pageSize }),
    );
    const last = lines.at(-1);
    if (last) {
      after = last.id;
      await resolver.add(lines);
      continue;
    }
    await resolver.drain();
    await stored.settleOrPause(control);
    if (!growing) return;
    await nextChange(stored, control.signal);
  }
}

function nextChange({ listeners }: StoredDraft, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const leave = listeners.add(end);
    function end(): void {
      leave();
      signal.removeEventListener('abort', end);
      resolve();
    }
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
