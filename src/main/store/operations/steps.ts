import type { SQLInputValue } from 'node:sqlite';
import type { OpenFile } from '../files/connection.ts';
import { toId, toNumber } from '../tables/rows.ts';

/** Rows that one step changes at most: some of them change a second row, of a line or of a user. */
export const rowsInStep = 400;
/** Rows that one step looks at where few of them change. */
const maxRead = 5_000;

interface Steps {
  readonly file: OpenFile;
  readonly rev: number;
  /** The last number of the rows that are gone through. */
  readonly last: number;
  /**
   * Selects a column `at`, by which the rows are in order, with `?1` and `?2` as the ids behind which and up to which it
   * looks, and `?3` as the most rows.
   */
  readonly sql: string;
  readonly values?: readonly SQLInputValue[];
  /** Whether one `at` can have several rows: the next step begins at the last `at` again, and changed rows are not selected any more. */
  readonly severalForOneRow?: boolean;
}

/**
 * Goes once through rows in steps: `change` gets what one step selects, if there is something. Yields the number of the
 * row behind which it goes on.
 */
export function* inSteps<Row>(
  { file, last, rev, severalForOneRow, sql, values = [] }: Steps,
  change: (rows: readonly Row[]) => void,
): Generator<number, void> {
  let after = 0;
  while (after < last) {
    const to = Math.min(after + maxRead, last);
    const rows = file
      .prepare(sql)
      .all(toId(rev, after), toId(rev, to), rowsInStep, ...values) as unknown as readonly (Row & {
      at: number;
    })[];
    if (rows.length > 0) change(rows);
    const lastRow = rows.length === rowsInStep ? toNumber(rows[rows.length - 1]?.at ?? 0) : null;
    after = lastRow === null ? to : lastRow - (severalForOneRow ? 1 : 0);
    yield after;
  }
}
