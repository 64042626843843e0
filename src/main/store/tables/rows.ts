import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { type Failure, failure } from '../../../contract/failure.ts';
import type { OpenFile } from '../files/connection.ts';
import { fileIsDamaged } from '../files/store-failure.ts';
import { isStorableId, isStorableNumber, maxTextBytes } from '../records.ts';

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

/** Rows of a query for working with them. Throws `store-damaged` when the checksum of one of them is wrong. */
export function intactRows<Row>(rows: readonly unknown[], isIntact: (row: Row) => boolean): Row[] {
  return (rows as readonly Row[]).map((row) => {
    if (!isIntact(row)) throw rowIsDamaged();
    return row;
  });
}

/** The ids of other rows in a column, each once. */
export function distinct<Name extends string>(
  rows: readonly Readonly<Record<Name, number | null>>[],
  column: Name,
): number[] {
  return [...new Set(rows.map((row) => row[column]).filter((id) => id !== null))];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const ellipsis = '…';

/** Text from outside as it is stored: without lone surrogates, cut at 4 KB. */
export function cutText(text: string): { readonly text: string; readonly isCut: boolean } {
  const whole = text.toWellFormed();
  // Most texts are so short that they need not be encoded to see that they fit.
  if (whole.length * 3 <= maxTextBytes) return { text: whole, isCut: false };
  const bytes = encoder.encode(whole);
  if (bytes.length <= maxTextBytes) return { text: whole, isCut: false };
  return {
    text: `${startOfText(bytes, maxTextBytes - encoder.encode(ellipsis).length)}${ellipsis}`,
    isCut: true,
  };
}

/** The same for text beside which there is no column for a mark: the ellipsis at its end is the mark. */
export function cut(text: string): string;
export function cut(text: string | null): string | null;
export function cut(text: string | null): string | null {
  return text === null ? null : cutText(text).text;
}

/** Throws `bad-input` for an id that cannot be stored. */
export function checkId(id: string): void {
  if (isStorableId(id)) return;
  throw failure('bad-input', { reason: 'id-not-storable' });
}

/** Throws `bad-input` for a number that is not exact. */
export function checkNumber(value: number | null): void {
  if (value === null || isStorableNumber(value)) return;
  throw failure('bad-input', { reason: 'number-not-storable' });
}

/** The start of UTF-8, without the half of a character at its end. */
function startOfText(bytes: Uint8Array, length: number): string {
  let end = length;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return decoder.decode(bytes.subarray(0, end));
}

/** CRC-32 of values of a row, in the order of its columns. */
export function checksum(...values: readonly (string | number | null)[]): number {
  return crc32(values.join('\n'));
}

/** Of a row that has a wrong checksum, where nothing may go on with it. */
export function rowIsDamaged(): Failure {
  return fileIsDamaged('checksum');
}

/**
 * CRC-32, by hand: of the small row of a target, it takes a fifth of the time that two calls of `zlib.crc32` and a text of
 * its numbers take, and a revocation takes some hundred thousand of them a second.
 */
const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

/** The same for a byte that one, two or three others follow: four bytes take one step. */
const crcTable1 = behindOneMore(crcTable);
const crcTable2 = behindOneMore(crcTable1);
const crcTable3 = behindOneMore(crcTable2);

function behindOneMore(table: Int32Array): Int32Array {
  return table.map((crc) => step(crc, 0));
}

export const startOfCrc = -1;

export function endOfCrc(crc: number): number {
  return ~crc >>> 0;
}

/** Of bytes, four in an integer as little-endian machines have them: Electron runs on no others. */
export function crcOfIntegers(crc: number, integers: Int32Array, from: number): number {
  let next = crc;
  for (let at = from; at < integers.length; at += 1) {
    const integer = next ^ (integers[at] as number);
    next =
      (crcTable3[integer & 0xff] as number) ^
      (crcTable2[(integer >>> 8) & 0xff] as number) ^
      (crcTable1[(integer >>> 16) & 0xff] as number) ^
      (crcTable[integer >>> 24] as number);
  }
  return next;
}

/** With its end, so that two texts do not get the checksum of two others with the border elsewhere. A damaged file can give anything. */
export function crcOfText(crc: number, text: unknown): number {
  if (typeof text !== 'string') return step(crc, text === null ? 0xfe : 0xfd);
  let next = crc;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // Nearly all of it is ASCII: a byte each.
    next = unit < 0x80 ? step(next, unit) : step(step(step(next, 0x80), unit & 0xff), unit >>> 8);
  }
  return step(next, 0xff);
}

function step(crc: number, byte: number): number {
  return (crcTable[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
}
