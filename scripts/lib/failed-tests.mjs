import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from './root.mjs';

/** @typedef {{ file: string, title: string, message: string }} FailedTest */

/** Of a message: enough to know what went wrong, where only the end of a log is kept. */
const most = { lines: 12, characters: 1_000 };

/**
 * The tests that failed by the JSON report of a runner, also those that passed only when repeated, and what could not be
 * loaded. None where there is no report to read.
 *
 * @param {'vitest' | 'playwright'} kind
 * @param {string} file
 * @returns {FailedTest[]}
 */
export function readFailedTests(kind, file) {
  if (!existsSync(file)) return [];
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    return kind === 'vitest' ? ofVitest(report) : ofPlaywright(report);
  } catch {
    return [];
  }
}

/**
 * @param {any} report
 * @returns {FailedTest[]}
 */
function ofVitest({ testResults }) {
  return testResults.flatMap((/** @type {any} */ { assertionResults, message, name, status }) => {
    const failed = assertionResults.filter((/** @type {any} */ test) => test.status === 'failed');
    if (status === 'failed' && failed.length === 0) return [failedTest(name, 'the file itself', message)];
    return failed.map((/** @type {any} */ test) => failedTest(name, test.fullName, test.failureMessages[0]));
  });
}

/**
 * @param {any} report
 * @returns {FailedTest[]}
 */
function ofPlaywright({ errors = [], suites = [] }) {
  return [
    ...errors.map((/** @type {any} */ error) => failedTest('playwright', 'the run itself', error.message)),
    ...suites.flatMap((/** @type {any} */ suite) => ofSuite(suite, [])),
  ];
}

/**
 * @param {any} suite
 * @param {readonly string[]} titles of the suites around it; the outermost is the file
 * @returns {FailedTest[]}
 */
function ofSuite({ specs = [], suites = [] }, titles) {
  return [
    ...specs.flatMap((/** @type {any} */ { file, tests, title }) =>
      tests
        .flatMap((/** @type {any} */ test) => test.results)
        .filter((/** @type {any} */ result) => result.status !== 'passed' && result.status !== 'skipped')
        .map((/** @type {any} */ { error, status }) =>
          failedTest(`test/${file}`, [...titles, title].join(' › '), error?.message ?? status),
        ),
    ),
    ...suites.flatMap((/** @type {any} */ inner) => ofSuite(inner, [...titles, inner.title])),
  ];
}

/**
 * @param {string} file
 * @param {string} title
 * @param {string} [message]
 * @returns {FailedTest}
 */
function failedTest(file, title, message = '') {
  const plain = stripVTControlCharacters(message).slice(0, most.characters).replaceAll(`${root}/`, '');
  const lines = plain.split('\n').filter((line) => !line.includes('node_modules'));
  const start = lines.slice(0, most.lines).join('\n');
  return { file: file.startsWith(root) ? relative(root, file) : file, title, message: start };
}

/**
 * As a person reads it: the test, and its message indented.
 *
 * @param {FailedTest} test
 */
export function failedTestText({ file, message, title }) {
  const lines = message.split('\n').map((line) => `    ${line}`.trimEnd());
  return `✘ ${file} › ${title}\n${lines.join('\n')}\n`;
}
