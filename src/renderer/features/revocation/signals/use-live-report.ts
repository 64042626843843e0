import { useState } from 'react';
import type { RevocationReport } from '../../../../contract/domain/revocation/report.ts';
import type { RevocationSignals } from '../../../../contract/domain/signals.ts';
import { useStream } from '../../../shared/ipc-client.ts';

interface LiveSignals {
  /** The report that they belong to: of another one they may not be true. */
  readonly of: RevocationReport;
  readonly signals: RevocationSignals;
}

/**
 * A report with what signal receivers took until now: they take events after its end, too. `error`: why this is not updated any
 * more.
 */
export function useLiveReport<Read extends RevocationReport | null>(read: Read) {
  const [live, setLive] = useState<LiveSignals | null>(null);
  const { error, restart } = useStream(
    'signals.ofRevocation',
    read === null ? null : { id: read.id },
    {
      onItems(items) {
        const signals = items.at(-1);
        if (read !== null && signals !== undefined) setLive({ of: read, signals });
      },
    },
    read,
  );
  const report: Read = read !== null && live?.of === read ? { ...read, signals: live.signals } : read;
  return { report, error, retry: restart };
}
