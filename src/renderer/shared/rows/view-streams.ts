import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';

/** What main sends about a view that it makes. */
export type RowsViewItem =
  | { readonly type: 'progress'; readonly done: number; readonly of: number }
  | { readonly type: 'ready'; readonly view: string | null; readonly total: number };

/** Has main make a view. Main keeps it until the signal is aborted. */
export type OpenView = (onItems: (items: RowsViewItem[]) => void, signal: AbortSignal) => Promise<void>;

interface ViewHandlers {
  readonly onItem: (item: RowsViewItem) => void;
  readonly onFailed: (error: AppError) => void;
}

interface ViewStreams {
  /** Begins a view. It takes the place of the one that is shown when it is ready. Returns how to leave it before that. */
  readonly begin: (open: OpenView, handlers: ViewHandlers) => () => void;
  /** The view that is shown is shown no more. */
  readonly close: () => void;
}

/** Views of the same rows, one after the other: the one that is shown stays open until the next one is ready. */
export function createViewStreams(): ViewStreams {
  let shown: AbortController | null = null;

  return {
    begin: (open, { onItem, onFailed }) => {
      const reading = new AbortController();
      const onItems = (items: readonly RowsViewItem[]) => {
        for (const item of items) {
          // It was left, and its message was under way: it must not close the view that is shown.
          if (reading.signal.aborted) return;
          if (item.type === 'ready' && shown !== reading) {
            shown?.abort();
            shown = reading;
          }
          onItem(item);
        }
      };
      open(onItems, reading.signal).catch((thrown: unknown) => {
        if (!reading.signal.aborted) onFailed(toAppError(thrown));
      });
      return () => {
        if (shown !== reading) reading.abort();
      };
    },
    close: () => {
      shown?.abort();
      shown = null;
    },
  };
}
