import type { Exported } from '../../contract/domain/planning.ts';
import { plural } from '../messages/format-count.ts';

/** "Saved 5,000 rows, and what they are of in targets.head.json, to /home/op/targets.csv". */
export function exportedWords({ headPath, path, rows }: NonNullable<Exported>): string {
  const head = headPath === undefined ? '' : `, and what they are of in ${fileName(headPath)},`;
  return `Saved ${plural(rows, 'row')}${head} to ${path}`;
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
