/** A row on its way into a file: names of columns and values. */
export type ExportRow = Readonly<Record<string, string | number | null>>;
