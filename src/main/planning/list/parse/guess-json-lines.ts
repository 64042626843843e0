import type { ListSample } from '../../../../contract/domain/planning.ts';
import { toColumns } from './guess-columns.ts';

const mostLines = 50;
const mostPaths = 200;
const deepest = 5;

/** Null: not every line is a JSON object. The last line of a sample can be cut off. */
export function guessJsonLines(text: string): Pick<ListSample, 'format' | 'columns'> | null {
  const lines = text.split(/\r\n?|\n/, mostLines + 1).filter((line) => line.trim() !== '');
  const objects = lines.map(toObject);
  if (objects.length > 1 && objects.at(-1) === null) objects.pop();
  if (objects.length === 0) return null;
  const values = new Map<string, string[]>();
  for (const object of objects) {
    if (object === null) return null;
    collect(object, '', 1, values);
  }
  const { columns, likeliest } = toColumns(
    [...values].map(([path, found]) => ({ key: path, name: path, values: found })),
  );
  const path = columns[Math.max(0, likeliest)]?.key ?? '';
  return { format: { type: 'json-lines', path }, columns };
}

function toObject(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function collect(object: object, before: string, depth: number, values: Map<string, string[]>): void {
  for (const [name, value] of Object.entries(object)) {
    const path = `${before}${name}`;
    if (typeof value === 'string' || Number.isSafeInteger(value)) {
      const found = values.get(path);
      if (found) found.push(String(value));
      else if (values.size < mostPaths) values.set(path, [String(value)]);
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < deepest) {
      collect(value, `${path}.`, depth + 1, values);
    }
  }
}
