import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { RevocationReport, RunItem } from '../../../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../../../contract/domain/revocation/run.ts';
import { call, useStream } from '../../../shared/ipc-client.ts';
import { useOpenRevocations } from '../../../shared/revocations/open-revocations-context.tsx';
import { invalidateTargets } from '../revocation-calls.ts';

interface RevocationView {
  /** Null while nothing is done with it. */
  readonly progress: RunProgress | null;
  /** The latest one; null before its end. */
  readonly report: RevocationReport | null;
}

const nothingYet: RevocationView = { progress: null, report: null };

function withItem(before: RevocationView, item: RunItem): RevocationView {
  return item.type === 'report' ? { ...before, report: item.report } : { ...before, progress: item.progress };
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
  const lastReport = useRef<RevocationReport | null>(null);

  function take(items: readonly RunItem[]): void {
    for (const item of items) if (item.type === 'report') lastReport.current = item.report;
    setView((before) => items.reduce(withItem, before));
  }

  /** As long as the number of damaged rows is not known, the report says so. */
  async function readAllRows(signal: AbortSignal): Promise<void> {
    if (lastReport.current === null || lastReport.current.damagedRows !== null) return;
    const report = await call('revocation.reportOfAllRows', { id }, signal).catch(() => null);
    if (report && !signal.aborted) take([{ type: 'report', report }]);
  }

  const { error, restart } = useStream(
    'revocation.watch',
    { id },
    {
      onItems: take,
      onEnd: (signal) => {
        setView(withoutActivity);
        invalidateTargets(queries, id);
        void readAllRows(signal);
      },
    },
  );

  // One that had ended, or was interrupted, can be resumed from another page.
  const isActive = list?.some((one) => one.id === id && one.run.state !== 'interrupted') ?? false;
  useEffect(() => {
    if (isActive) restart();
  }, [isActive, restart]);

  return {
    ...view,
    /** Why the stream of its progress failed. */
    error,
    /** Something was started with it: its report stays. */
    onActivity: (progress: RunProgress) => {
      setView((before) => ({ ...before, progress }));
      restart();
    },
    /** It runs again, and its report is not true any more. */
    onRestart: (progress: RunProgress) => {
      lastReport.current = null;
      setView({ progress, report: null });
      restart();
    },
    retry: restart,
  };
}
