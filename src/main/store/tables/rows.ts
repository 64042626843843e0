import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { OpenFile } from '../files/connection.ts';

/**
 * Rows of one revocation are one range of ids, so that many can share one file: the number of the revocation in the upper
 * bits, the number of the row within it, from 1, in the lower 32.
 */
const span = 2 ** 32;

/** Every id of the revocation is greater. */
export function startOf(rev: number): number {
  return rev * span;
}

/** No id of the revocation is greater. */
export function endOf(rev: number): number {
  return rev * span + (span - 1);
}

export function toId(rev: number, number: number): number {
  return rev * span + number;
}

/** The number of the revocation of a packed id, in SQL. */
export function revSql(id: string): string {
  return `(${id} / ${span})`;
}

/** The number of the row within its revocation. */
export function toNumber(id: number): number {
  return id % span;
}

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
