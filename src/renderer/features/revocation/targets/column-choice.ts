import type { TargetColumn } from '../../../../contract/domain/revocation.ts';
import type { TableColumn } from '../../../ui/table/table-column.ts';

/** Said by other columns in most rows: the name of a user is the e-mail, and leads to the id. */
const rarelyNeeded: readonly TargetColumn[] = ['userId', 'email'];
/** In a small window these give way to what happened to the sessions. */
const needsRoom: readonly TargetColumn[] = ['loginMethod', 'ip', 'userAgent', 'selectedBy'];
/** From this width of the window on, in px. */
const wideWindow = 1_200;

/** Columns that are not shown before the operator chooses. */
export function hiddenAtFirst(windowWidth: number): readonly string[] {
  return windowWidth < wideWindow ? [...rarelyNeeded, ...needsRoom] : rarelyNeeded;
}

/** The choice with one column shown that was hidden, or the other way round. */
export function toggleColumn(hidden: readonly string[], id: string): readonly string[] {
  return hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id];
}

/** Of a cell: its distance to the next. */
const gapPx = 12;

/** The narrowest width at which all columns can be read, in px. */
export function leastWidth(columns: readonly Pick<TableColumn<never>, 'width'>[]): number {
  return columns.reduce((sum, { width }) => sum + Number(/\d+/.exec(width)?.[0] ?? 0) + gapPx, 0);
}
