import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../contract/errors.ts';
import { createViewStreams, type OpenView } from './view-streams.ts';

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
  readonly open: OpenView;
}

const ownOrder: RowsView = { state: 'ready', view: null };

/** Has main make a view, and keeps it for as long as the component is mounted. */
export function useRowsView(input: RowsViewInput): RowsView & { readonly retry: () => void } {
  const { key, version = 0, refreshMs = false } = input;
  const [current, setCurrent] = useState<{ readonly key: string; readonly view: RowsView } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(input);
  latest.current = input;
  const [streams] = useState(createViewStreams);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the version and the attempt only say that it is made again
  useEffect(() => {
    if (key === null) return;
    return streams.begin(latest.current.open, {
      onItem: (item) =>
        setCurrent((before) => {
          if (item.type === 'ready') return { key, view: { state: 'ready', view: item.view } };
          // The rows of the view before stay on screen.
          if (before?.key === key && before.view.state === 'ready') return before;
          return { key, view: { state: 'preparing', done: item.done, of: item.of } };
        }),
      onFailed: (error) => setCurrent({ key, view: { state: 'failed', error } }),
    });
  }, [streams, key, version, attempt]);

  useEffect(() => {
    if (refreshMs === false || current === null || current.view.state === 'preparing') return;
    const timer = setTimeout(() => setAttempt((before) => before + 1), refreshMs);
    return () => clearTimeout(timer);
  }, [current, refreshMs]);

  // A view of other rows is no longer on screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs when the key changes
  useEffect(() => streams.close, [streams, key]);

  const retry = () => setAttempt((before) => before + 1);
  if (key === null) return { ...ownOrder, retry };
  const view: RowsView = current?.key === key ? current.view : { state: 'preparing', done: 0, of: 0 };
  return { ...view, retry };
}
