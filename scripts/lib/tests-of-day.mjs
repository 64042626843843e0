import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from './root.mjs';

const DAY_MS = 86_400_000;
/** In so many days every file runs. */
const DAYS = 10;

/**
 * The runners whose files take longer than anybody waits for a test before each commit. `daily` is what the console is for and what guards
 * it: from the search to the report, how sessions are ended whatever the core does, and what the window cannot do.
 */
const runners = {
  integration: {
    folders: ['test/integration'],
    ending: '.test.ts',
    daily: ['test/integration/core/core-', 'test/integration/revocations/'],
  },
  'end to end': {
    folders: ['test/e2e', 'test/security'],
    ending: '.spec.ts',
    daily: [
      'test/e2e/users/search.spec.ts',
      'test/e2e/revocation/revoke.spec.ts',
      'test/e2e/revocation/report.spec.ts',
      'test/security/lost-page.spec.ts',
      'test/security/network.spec.ts',
      'test/security/random-calls.spec.ts',
      'test/security/taken-over-page.spec.ts',
    ],
  },
};

/** @typedef {keyof typeof runners} Runner */

/** The runners of which not everything runs on a day. */
export const sampledRunners = /** @type {readonly Runner[]} */ (Object.keys(runners));

/**
 * All its files, from the root of the repository.
 * @param {Runner} runner
 */
export function testFiles(runner) {
  const { ending, folders } = runners[runner];
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith(ending))
        .map((name) => `${folder}/${name.replaceAll(sep, '/')}`),
    )
    .sort();
}

/**
 * Whether a file runs every day.
 * @param {Runner} runner
 * @param {string} file
 */
export function isDaily(runner, file) {
  return runners[runner].daily.some((start) => file.startsWith(start));
}

/**
 * What `npm test` runs of a runner on a day: the files of every day, and of the others a part that is another one on the next day.
 * @param {Runner} runner
 * @param {Date} day
 */
export function testsOfDay(runner, day) {
  const files = testFiles(runner);
  const turn = Math.floor(day.getTime() / DAY_MS) % DAYS;
  const inTurns = files.filter((file) => !isDaily(runner, file));
  return files.filter((file) => isDaily(runner, file) || inTurns.indexOf(file) % DAYS === turn);
}
