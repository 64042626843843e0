import { useEffect, useState } from 'react';
import type { TargetsViewRequest } from '../../../../contract/domain/revocation.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { toAppError } from '../../../../contract/failure.ts';
import { readStream } from '../../../shared/ipc-client.ts';

/** The rows that the table shows: main finds and sorts them once, and sends them by page. */
export type TargetsView =
  /** `view` null: all rows in the order of the plan. Main has nothing to find. */
  | { readonly type: 'ready'; readonly view: string | null }
  | { readonly type: 'finding'; readonly done: number; readonly of: number }
  | { readonly type: 'failed'; readonly error: AppError };

/** How often rows that change are found again. */
const findAgainMs = 5_000;

const planOrder: TargetsView = { type: 'ready', view: null };
const finding: TargetsView = { type: 'finding', done: 0, of: 0 };

/** Whether main has to find or sort rows for this request. */
export function needsView({ show, search, sort }: Omit<TargetsViewRequest, 'id'>): boolean {
  return show !== 'all' || search !== '' || sort !== null;
}

/**
 * Has main find the rows, for as long as the caller is mounted. `isChanging`: finds them again every few seconds; the rows
 * found before stay on screen until then.
 */
export function useTargetsView(
  request: TargetsViewRequest,
  isChanging: boolean,
): TargetsView & { readonly retry: () => void } {
  const [found, setFound] = useState<{ readonly key: string; readonly view: TargetsView } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(request);
  const isPlanOrder = !needsView(request);

  useEffect(() => {
    // A further attempt asks for the same again.
    if (isPlanOrder || attempt < 0) return;
    const controller = new AbortController();
    readStream(
      'revocation.targetsView',
      JSON.parse(key) as TargetsViewRequest,
      (items) => {
        for (const item of items) {
          if (item.type === 'ready') setFound({ key, view: { type: 'ready', view: item.view } });
          else
            setFound((before) =>
              before?.key === key && before.view.type === 'ready'
                ? before
                : { key, view: { type: 'finding', done: item.done, of: item.of } },
            );
        }
      },
      controller.signal,
    ).catch((thrown: unknown) => {
      if (!controller.signal.aborted) setFound({ key, view: { type: 'failed', error: toAppError(thrown) } });
    });
    return () => controller.abort();
  }, [key, isPlanOrder, attempt]);

  useEffect(() => {
    if (!isChanging || isPlanOrder) return;
    const timer = setInterval(() => setAttempt((before) => before + 1), findAgainMs);
    return () => clearInterval(timer);
  }, [isChanging, isPlanOrder]);

  const view = isPlanOrder ? planOrder : found?.key === key ? found.view : finding;
  return { ...view, retry: () => setAttempt((before) => before + 1) };
}
