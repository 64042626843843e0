import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RevocationReport, RunItem, RunProgress } from '../../../../contract/domain/revocation.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { toAppError } from '../../../../contract/failure.ts';
import { call } from '../../../shared/ipc-client.ts';
import { useOpenRevocations } from '../../../shared/open-revocations-context.tsx';
import { followRevocation, invalidateTargets } from '../revocation-calls.ts';

interface RevocationView {
  /** Null while nothing is done with it. */
  readonly progress: RunProgress | null;
  /** The latest one; null before its end. */
  readonly report: RevocationReport | null;
  /** Why the stream of its progress failed. */
  readonly error: AppError | null;
}

const nothingYet: RevocationView = { progress: null, report: null, error: null };

function withItem(before: RevocationView, item: RunItem): RevocationView {
  if (item.type === 'report') return { ...before, report: item.report, error: null };
  return { ...before, progress: item.progress, error: null };
}

/** Nothing is done with it any more. One that was interrupted has no report: its last progress stays. */
function withoutActivity(before: RevocationView): RevocationView {
  return before.report === null ? before : { ...before, progress: null };
}

/** One revocation, as long as the caller is mounted. The run continues without it. For another id, mount another caller. */
export function useRevocation(id: string) {
  const queries = useQueryClient();
  const { list } = useOpenRevocations();
  const [view, setView] = useState<RevocationView>(nothingYet);
  const following = useRef(new AbortController());

  const follow = useCallback(() => {
    following.current.abort();
    const controller = new AbortController();
    following.current = controller;
    const { signal } = controller;
    let damagedRows: number | null = 0;
    const onItem = (item: RunItem) => {
      if (item.type === 'report') damagedRows = item.report.damagedRows;
      setView((before) => withItem(before, item));
    };
    const readAllRows = async () => {
      if (damagedRows !== null) return;
      // As long as it is not known, the report says so.
      const report = await call('revocation.reportOfAllRows', { id }, signal).catch(() => null);
      if (report && !signal.aborted) setView((before) => withItem(before, { type: 'report', report }));
    };
    followRevocation(id, onItem, signal).then(
      () => {
        if (signal.aborted) return;
        setView(withoutActivity);
        invalidateTargets(queries, id);
        void readAllRows();
      },
      (thrown: unknown) => {
        if (!signal.aborted) setView((before) => ({ ...before, error: toAppError(thrown) }));
      },
    );
  }, [id, queries]);

  useEffect(() => {
    follow();
    return () => following.current.abort();
  }, [follow]);

  // One that had ended, or was interrupted, can be resumed from another page.
  const isActive = list?.some((one) => one.id === id && one.run.state !== 'interrupted') ?? false;
  useEffect(() => {
    if (isActive) follow();
  }, [isActive, follow]);

  return {
    ...view,
    /** Something was started with it: its report stays. */
    onActivity: (progress: RunProgress) => {
      setView((before) => ({ ...before, progress, error: null }));
      follow();
    },
    /** It runs again, and its report is not true any more. */
    onRestart: (progress: RunProgress) => {
      setView({ progress, report: null, error: null });
      follow();
    },
    retry: () => {
      setView((before) => ({ ...before, error: null }));
      follow();
    },
  };
}
