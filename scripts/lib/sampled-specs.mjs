import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from './root.mjs';

const FOLDERS = ['test/e2e', 'test/security'];
const DAY_MS = 86_400_000;
/** In so many days every spec runs. */
const DAYS = 5;

/** What the console is for, from the search to the report, and what guards it: these run every day. */
const daily = [
  'e2e/users/search.spec.ts',
  'e2e/revocation/revoke.spec.ts',
  'e2e/revocation/report.spec.ts',
  'security/',
];

/** All files of end-to-end specs, from the root of the repository. */
export function specFiles() {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.spec.ts'))
      .map((name) => `${folder}/${name.replaceAll(sep, '/')}`),
  ).sort();
}

/**
 * The specs that `npm test` runs on a day: those of every day, and of the others a part that is another one on the next day. All of
 * them take longer than anybody waits for a test before each commit.
 *
 * @param {readonly string[]} files
 * @param {Date} day
 * @returns {string[]}
 */
export function sampledSpecs(files, day) {
  const turn = Math.floor(day.getTime() / DAY_MS) % DAYS;
  const isDaily = (/** @type {string} */ file) => daily.some((start) => file.startsWith(`test/${start}`));
  const inTurns = files.filter((file) => !isDaily(file));
  return files.filter((file) => isDaily(file) || inTurns.indexOf(file) % DAYS === turn);
}
