import { useEffect, useRef, useState } from 'react';
import type { RevocationReport, TargetCounts } from '../../../contract/domain/revocation.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import { readStream } from '../../app/curfew.ts';

export type Recheck =
  | { readonly state: 'resting' }
  | { readonly state: 'reading'; readonly counts: TargetCounts | null }
  | { readonly state: 'failed'; readonly error: AppError };

/**
 * Reads again what is unknown, as long as the caller is there. Ends nothing; what it finds is a newer report of the
 * same revocation.
 */
export function useRecheck(
  id: string,
  onReport: (report: RevocationReport) => void,
): { readonly recheck: Recheck; readonly start: () => void } {
  const [recheck, setRecheck] = useState<Recheck>({ state: 'resting' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function start() {
    const abort = new AbortController();
    running.current = abort;
    setRecheck({ state: 'reading', counts: null });
    try {
      await readStream(
        'revocation.recheck',
        { id },
        (items) => {
          if (abort.signal.aborted) return;
          for (const item of items) {
            if (item.type === 'report') onReport(item.report);
            else setRecheck({ state: 'reading', counts: item.counts });
          }
        },
        abort.signal,
      );
      setRecheck({ state: 'resting' });
    } catch (thrown) {
      setRecheck({ state: 'failed', error: toAppError(thrown) });
    }
  }

  return { recheck, start: () => void start() };
}
