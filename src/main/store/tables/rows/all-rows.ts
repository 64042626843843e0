import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { OpenFile } from '../open-file.ts';

/**
 * Rows of a page. A damaged row can have a number that no JavaScript number can: then that one becomes `NaN`, and the
 * others can be shown.
 */
export function allRows(file: OpenFile, sql: string, ...values: readonly SQLInputValue[]): unknown[] {
  try {
    return file.prepare(sql).all(...values);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  return file.db
    .prepare(sql, { readBigInts: true })
    .all(...values)
    .map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, withoutBigInt(value)])),
    );
}

function withoutBigInt(value: SQLOutputValue): SQLOutputValue {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : Number.NaN;
}

/** The ids of other rows in a column, each once. */
export function distinct<Name extends string>(
  rows: readonly Readonly<Record<Name, number | null>>[],
  column: Name,
): number[] {
  return [...new Set(rows.map((row) => row[column]).filter((id) => id !== null))];
}
