import { useState } from 'react';
import type { RevocationReport, TargetCounts } from '../../../contract/domain/revocation.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import { readStream } from '../../app/curfew.ts';

export type Recheck =
  | { readonly state: 'resting' }
  | { readonly state: 'reading'; readonly counts: TargetCounts | null }
  | { readonly state: 'failed'; readonly error: AppError };

/** Reads again what is unknown. Ends nothing; what it finds is a newer report of the same revocation. */
export function useRecheck(
  id: string,
  onReport: (report: RevocationReport) => void,
): { readonly recheck: Recheck; readonly start: () => void } {
  const [recheck, setRecheck] = useState<Recheck>({ state: 'resting' });

  async function start() {
    setRecheck({ state: 'reading', counts: null });
    try {
      await readStream('revocation.recheck', { id }, (items) => {
        for (const item of items) {
          if (item.type === 'report') onReport(item.report);
          else setRecheck({ state: 'reading', counts: item.counts });
        }
      });
      setRecheck({ state: 'resting' });
    } catch (thrown) {
      setRecheck({ state: 'failed', error: toAppError(thrown) });
    }
  }

  return { recheck, start: () => void start() };
}
