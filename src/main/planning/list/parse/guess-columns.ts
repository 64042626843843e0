import type { ListSample } from '../../../../contract/domain/planning.ts';
import { classifyLine } from '../classify/classify-line.ts';
import { showableText } from '../classify/showable-text.ts';

type Column = ListSample['columns'][number];

const mostExamples = 3;
const names =
  /^(?:(?:super)?tokens?[ _-]?)?(?:session[ _-]?)?(?:handles?|ids?|sessions?)$|^(?:external|recipe|primary)?[ _-]?user(?:[ _-]?(?:id|name))?s?$|^(?:user[ _-]?)?(?:e-?mails?(?:[ _-]?address(?:es)?)?|phones?(?:[ _-]?numbers?)?|address|sub|account|login|token|access[ _-]?token)$/i;
const handleNames = /session|handle/i;

/** Whether a column of this name usually has what can be looked up. */
export function isTellingName(name: string): boolean {
  return names.test(name.trim().replace(/([a-z])([A-Z])/g, '$1_$2'));
}

/** Whether the value itself shows that it can be looked up. */
export function isTellingValue(value: string): boolean {
  const classified = classifyLine(value);
  if (classified.type === 'token') return true;
  if (classified.type === 'malformed') return classified.reason.code === 'refresh-token';
  return classified.lookups.some(
    (lookup) =>
      lookup.as === 'session-handle' ||
      lookup.as === 'email' ||
      (lookup.as === 'phone' && lookup.phone.startsWith('+')),
  );
}

/** Columns with their first values; the likeliest is marked, if any is likely at all. */
export function toColumns(
  columns: readonly { readonly key: string; readonly name: string; readonly values: readonly string[] }[],
): { readonly columns: Column[]; readonly likeliest: number } {
  const scores = columns.map(({ name, values }) => scoreOf(name, values));
  const best = Math.max(0, ...scores);
  const likeliest = best > 0 ? scores.indexOf(best) : -1;
  return {
    likeliest,
    columns: columns.map(({ key, name, values }, at) => ({
      key,
      name,
      examples: [...new Set(values)].slice(0, mostExamples).map(showableText),
      likely: at === likeliest,
    })),
  };
}

// A session is meant more exactly than a user, and a value tells more than a name.
function scoreOf(name: string, values: readonly string[]): number {
  const telling = values.filter(isTellingValue).length;
  const share = values.length === 0 ? 0 : telling / values.length;
  const byName = isTellingName(name) ? 1 : 0;
  return share * 2 + byName + (byName > 0 && handleNames.test(name) ? 0.5 : 0);
}
