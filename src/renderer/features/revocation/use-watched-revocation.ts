import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RevocationReport, RunItem, RunProgress } from '../../../contract/domain/revocation.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import { call } from '../../shared/ipc-client.ts';
import { useOpenRevocations } from '../../shared/open-revocations-context.tsx';
import { followRevocation } from './follow.ts';
import { targetsChanged } from './report-queries.ts';

interface Watched {
  /** How far it is; null while nothing is done with it. */
  readonly progress: RunProgress | null;
  /** The latest one; null before its end. */
  readonly report: RevocationReport | null;
  /** Why nothing is told any more. */
  readonly error: AppError | null;
}

const nothingYet: Watched = { progress: null, report: null, error: null };

function withItem(before: Watched, item: RunItem): Watched {
  if (item.type === 'report') return { ...before, report: item.report, error: null };
  return { ...before, progress: item.progress, error: null };
}

/** Nothing is done with it any more. One that was interrupted has no report, and stands where it stood. */
function atRest(before: Watched): Watched {
  return before.report === null ? before : { ...before, progress: null };
}

/** One revocation, as long as the caller is there. It goes on without. The caller is another one for another id. */
export function useWatchedRevocation(id: string) {
  const queries = useQueryClient();
  const { list } = useOpenRevocations();
  const [watched, setWatched] = useState<Watched>(nothingYet);
  const running = useRef(new AbortController());

  const look = useCallback(() => {
    running.current.abort();
    const watch = new AbortController();
    running.current = watch;
    let damagedRows: number | null = 0;
    const take = (item: RunItem) => {
      if (item.type === 'report') damagedRows = item.report.damagedRows;
      setWatched((before) => withItem(before, item));
    };
    const readAllRows = async (signal: AbortSignal) => {
      if (damagedRows !== null) return;
      // As long as it is not known, the report says so.
      const report = await call('revocation.reportOfAllRows', { id }, signal).catch(() => null);
      if (report && !signal.aborted) setWatched((before) => withItem(before, { type: 'report', report }));
    };
    followRevocation(id, take, watch.signal).then(
      () => {
        if (watch.signal.aborted) return;
        setWatched(atRest);
        targetsChanged(queries, id);
        void readAllRows(watch.signal);
      },
      (thrown: unknown) => {
        if (!watch.signal.aborted) setWatched((before) => ({ ...before, error: toAppError(thrown) }));
      },
    );
  }, [id, queries]);

  useEffect(() => {
    look();
    return () => running.current.abort();
  }, [look]);

  // One that had ended, or was interrupted, can be taken up again from elsewhere.
  const isAtWork =
    list?.some((progress) => progress.id === id && progress.run.state !== 'interrupted') ?? false;
  useEffect(() => {
    if (isAtWork) look();
  }, [isAtWork, look]);

  return {
    ...watched,
    /** Something was begun with it: looks on. */
    took: (progress: RunProgress) => {
      setWatched((before) => ({ ...before, progress, error: null }));
      look();
    },
    /** It is at work again, and its report is not true any more. */
    restarted: (progress: RunProgress) => {
      setWatched({ progress, report: null, error: null });
      look();
    },
    retry: () => {
      setWatched((before) => ({ ...before, error: null }));
      look();
    },
  };
}
