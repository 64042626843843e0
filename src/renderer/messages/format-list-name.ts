import { text } from './text.ts';

/** The name of a list that is no file. It is stored, so it is not a text for people. */
export const pastedListName = 'pasted';

/** The name of a list in a sentence: "list leaked.csv", "pasted list". */
export function formatListName(name: string): string {
  return name === pastedListName ? text('report.source.pasted-list') : text('report.source.list', { name });
}
