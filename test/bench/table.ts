import type { Measured } from './measure.ts';

/** The results for people: one line each, numbers under one another. */
export function toTable(results: readonly Measured[]): string {
  return toLines([
    ['what', 'console', 'bare client', 'ratio', 'budget', ''],
    ...results.map(({ name, unit, ours, bare, ratio, budget }) => [
      name,
      `${format(ours)} ${unit}`,
      bare === undefined ? '' : `${format(bare)} ${unit}`,
      ratio === undefined ? '' : `${ratio.toFixed(2)} ×`,
      budget === undefined ? '' : `${budget} ${ratio === undefined ? unit : '×'}`,
      budget === undefined ? '' : (ratio ?? ours) <= budget ? 'within' : 'over',
    ]),
  ]);
}

/** Cells under one another: the first column to the left, the others to the right. */
export function toLines(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function format(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });
}
