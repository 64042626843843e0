import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';

/** What main sends about a view that it makes. */
type RowsViewItem =
  | { readonly type: 'progress'; readonly done: number; readonly of: number }
  | { readonly type: 'ready'; readonly view: string | null; readonly total: number };

/** Rows that main filters, searches and sorts once, and then returns by page. */
type RowsView =
  /** `view` null: all rows in their own order. */
  | { readonly state: 'ready'; readonly view: string | null }
  | { readonly state: 'preparing'; readonly done: number; readonly of: number }
  | { readonly state: 'failed'; readonly error: AppError };

interface RowsViewInput {
  /** Names the rows: another key is another view. Null: all rows in their own order. */
  readonly key: string | null;
  /** When it changes, the view is made again. The rows of the view before stay on screen until then. */
  readonly version?: string | number;
  /** A view is made again so long after the last one was ready or failed, for rows that change by themselves. */
  readonly refreshMs?: number | false;
  readonly open: (onItems: (items: RowsViewItem[]) => void, signal: AbortSignal) => Promise<void>;
}

const ownOrder: RowsView = { state: 'ready', view: null };

/** Has main make a view, and keeps it for as long as the component is mounted. */
export function useRowsView(input: RowsViewInput): RowsView & { readonly retry: () => void } {
  const { key, version = 0, refreshMs = false } = input;
  const [current, setCurrent] = useState<{ readonly key: string; readonly view: RowsView } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(input);
  latest.current = input;
  /** The stream of the view on screen: main closes the view when it ends. */
  const shown = useRef<AbortController | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the version and the attempt only say that it is made again
  useEffect(() => {
    if (key === null) return;
    const reading = new AbortController();
    const show = (view: RowsView) => {
      if (!reading.signal.aborted) setCurrent({ key, view });
    };
    latest.current
      .open((items) => {
        for (const item of items) {
          if (item.type === 'ready') {
            if (shown.current !== reading) shown.current?.abort();
            shown.current = reading;
            show({ state: 'ready', view: item.view });
          } else
            setCurrent((before) =>
              before?.key === key && before.view.state === 'ready'
                ? before
                : { key, view: { state: 'preparing', done: item.done, of: item.of } },
            );
        }
      }, reading.signal)
      .catch((thrown: unknown) => show({ state: 'failed', error: toAppError(thrown) }));
    return () => {
      // The view on screen stays open until the next one is ready.
      if (shown.current !== reading) reading.abort();
    };
  }, [key, version, attempt]);

  useEffect(() => {
    if (refreshMs === false || current === null || current.view.state === 'preparing') return;
    const timer = setTimeout(() => setAttempt((before) => before + 1), refreshMs);
    return () => clearTimeout(timer);
  }, [current, refreshMs]);

  // A view of other rows is no longer on screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs when the key changes
  useEffect(
    () => () => {
      shown.current?.abort();
      shown.current = null;
    },
    [key],
  );

  const retry = () => setAttempt((before) => before + 1);
  if (key === null) return { ...ownOrder, retry };
  const view: RowsView = current?.key === key ? current.view : { state: 'preparing', done: 0, of: 0 };
  return { ...view, retry };
}
