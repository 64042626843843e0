import { useEffect, useState } from 'react';
import type { TargetsViewRequest } from '../../../contract/domain/revocation.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import { readStream } from '../../shared/ipc-client.ts';

/** The rows that the table shows: main finds and sorts them once, and hands them out by page. */
export type TargetsView =
  /** `view` null: all rows in the order of the plan, which need no finding. */
  | { readonly type: 'ready'; readonly view: string | null }
  | { readonly type: 'finding'; readonly done: number; readonly of: number }
  | { readonly type: 'failed'; readonly error: AppError };

/** Rows that change by themselves are found anew so often. */
const findAgainMs = 5_000;

const natural: TargetsView = { type: 'ready', view: null };

/** Whether main has to find or sort rows for this. */
export function needsView({ show, search, sort }: Omit<TargetsViewRequest, 'id'>): boolean {
  return show !== 'all' || search !== '' || sort !== null;
}

/**
 * Has main find the rows, and keeps them as long as the caller is there. `live`: finds them again every few seconds; the
 * rows found before stay on screen until then.
 */
export function useTargetsView(
  asked: TargetsViewRequest,
  live: boolean,
): TargetsView & { readonly retry: () => void } {
  const [state, setState] = useState<{ readonly key: string; readonly view: TargetsView } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const key = JSON.stringify(asked);
  const isNatural = !needsView(asked);

  useEffect(() => {
    if (isNatural) return;
    const request = JSON.parse(key) as TargetsViewRequest;
    const reading = new AbortController();
    const show = (view: TargetsView) => setState({ key, view });
    // The attempt stands for "once more"; nothing of it is asked.
    if (attempt >= 0)
      readStream(
        'revocation.targetsView',
        request,
        (items) => {
          for (const item of items) {
            if (item.type === 'ready') show({ type: 'ready', view: item.view });
            else
              setState((before) =>
                before?.key === key && before.view.type === 'ready'
                  ? before
                  : { key, view: { type: 'finding', done: item.done, of: item.of } },
              );
          }
        },
        reading.signal,
      ).catch((thrown: unknown) => {
        if (!reading.signal.aborted) show({ type: 'failed', error: toAppError(thrown) });
      });
    return () => reading.abort();
  }, [key, isNatural, attempt]);

  useEffect(() => {
    if (!live || isNatural) return;
    const timer = setInterval(() => setAttempt((before) => before + 1), findAgainMs);
    return () => clearInterval(timer);
  }, [live, isNatural]);

  const view = isNatural
    ? natural
    : state?.key === key
      ? state.view
      : ({ type: 'finding', done: 0, of: 0 } as const);
  return { ...view, retry: () => setAttempt((before) => before + 1) };
}
