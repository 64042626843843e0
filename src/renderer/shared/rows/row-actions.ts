import { text } from '../../messages/text.ts';
import type { RowAction } from '../../ui/table/table-actions.ts';
import { copyText } from '../short-id.tsx';

/** Copies the user id of a row: `c`. */
export function copyUserIdAction<Row>(idOf: (row: Row) => string): RowAction<Row> {
  return copyAction(text('tables.copy-user-id'), idOf);
}

/** Copies the session handle of a row: `c`. */
export function copyHandleAction<Row>(handleOf: (row: Row) => string): RowAction<Row> {
  return copyAction(text('tables.copy-handle'), handleOf);
}

/** Copies a line of a list: `c`. */
export function copyLineAction<Row>(lineOf: (row: Row) => string): RowAction<Row> {
  return copyAction(text('tables.copy-line'), lineOf);
}

/** Opens the question about the session of a row: `e`. */
export function endSessionAction<Row>(run: (row: Row) => void): RowAction<Row> {
  return { ...endSessionMenuAction(run), key: 'e' };
}

/** The same from the menu of the row alone, where the key means something else. */
export function endSessionMenuAction<Row>(run: (row: Row) => void): RowAction<Row> {
  return { id: 'end', label: text('tables.end-session'), tone: 'end', run };
}

/** Opens the question about all sessions of the user of a row: `e`. */
export function endUserAction<Row>(run: (row: Row) => void): RowAction<Row> {
  return { id: 'end', label: text('tables.end-user'), key: 'e', tone: 'end', run };
}

/** Copies a text of a row: `c`. Null: it has none. */
export function copyAction<Row>(label: string, textOf: (row: Row) => string | null): RowAction<Row> {
  return {
    ...{ id: 'copy', label, key: 'c' },
    run: (row) => {
      const copied = textOf(row);
      if (copied !== null) void copyText(copied);
    },
  };
}
