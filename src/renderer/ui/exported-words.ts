import type { Exported } from '../../contract/domain/planning.ts';
import { plural } from './count-words.ts';

/** "Saved 5,000 rows to /home/op/targets.csv". */
export function exportedWords({ rows, path }: NonNullable<Exported>): string {
  return `Saved ${plural(rows, 'row')} to ${path}`;
}
