import { join } from 'node:path';

/** Where the files of drafts are. */
export function draftsFolder(dataDirectory: string): string {
  return join(dataDirectory, 'drafts');
}

const logEnding = '.rule.jsonl';

/** The two files of a scan: its place and what was taken out; and its matches. */
export function scanFiles(folder: string, id: string): { readonly log: string; readonly rows: string } {
  return { log: join(folder, `${id}${logEnding}`), rows: join(folder, `${id}.rule-rows.jsonl`) };
}

/** The id of the draft whose log this is; undefined for other files. */
export function idOfLog(fileName: string): string | undefined {
  return fileName.endsWith(logEnding) ? fileName.slice(0, -logEnding.length) : undefined;
}
