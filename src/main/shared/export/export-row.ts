/** A row on its way into a file: names of columns and values. */
export type ExportRow = Readonly<Record<string, string | number | null>>;

/** A time in epoch milliseconds as ISO 8601; null: there is none, or it is no time at all. */
export function toIsoTime(time: number | null): string | null {
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
