import type { Locator } from '@playwright/test';

/** How many rows of a table are seen whole: below its header, in its own window, and in that of the console. */
export function rowsInSight(table: Locator): Promise<number> {
  return table
    .locator('tbody')
    .getByRole('row')
    .filter({ visible: true })
    .evaluateAll((rows) => {
      const whole = rows[0]?.closest('table');
      const head = whole?.querySelector('thead')?.getBoundingClientRect();
      const frame = whole?.parentElement?.getBoundingClientRect();
      const page = document.querySelector('main')?.getBoundingClientRect();
      if (head === undefined || frame === undefined || page === undefined) return 0;
      const bottom = Math.min(frame.bottom, page.bottom);
      return rows.filter((row) => {
        const box = row.getBoundingClientRect();
        // Half a pixel: where the scale of the screen is no whole number, edges are between pixels.
        return box.top >= head.bottom - 0.5 && box.bottom <= bottom + 0.5;
      }).length;
    });
}
