import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failedTestText, readFailedTests } from '../../scripts/lib/failed-tests.mjs';
import { root } from '../../scripts/lib/root.mjs';

function reportFile(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'curfew-failed-')), 'report.json');
  writeFileSync(file, content);
  return file;
}

const vitestReport = {
  testResults: [
    {
      name: join(root, 'test/unit/clock.test.ts'),
      status: 'failed',
      message: '',
      assertionResults: [
        {
          fullName: 'a clock goes on',
          status: 'failed',
          failureMessages: [
            `AssertionError: expected 1 to be 2\n    at ${root}/test/unit/clock.test.ts:2:5\n    at file://${root}/node_modules/x.js:1:1`,
          ],
        },
        { fullName: 'a clock stops', status: 'passed', failureMessages: [] },
      ],
    },
    {
      name: join(root, 'test/unit/lost.test.ts'),
      status: 'failed',
      message: "Cannot find module './nowhere.ts'",
      assertionResults: [],
    },
  ],
};

const passed = { status: 'passed' };
const timedOut = { status: 'timedOut' };
const failed = { status: 'failed', error: { message: '\u001b[31mError: expected 2\u001b[39m' } };

const playwrightReport = {
  errors: [{ message: 'Error: a reporter is gone' }],
  suites: [
    {
      title: 'e2e/search.spec.ts',
      specs: [
        { file: 'e2e/search.spec.ts', title: 'finds a user', tests: [{ results: [timedOut, passed] }] },
        { file: 'e2e/search.spec.ts', title: 'finds a session', tests: [{ results: [passed] }] },
      ],
      suites: [
        {
          title: 'tokens',
          specs: [{ file: 'e2e/search.spec.ts', title: 'are found', tests: [{ results: [failed] }] }],
        },
      ],
    },
  ],
};

describe('failed tests', () => {
  it('are named from the report of Vitest, with the start of their messages, and so are files that cannot be loaded', () => {
    expect(readFailedTests('vitest', reportFile(JSON.stringify(vitestReport)))).toEqual([
      {
        file: 'test/unit/clock.test.ts',
        title: 'a clock goes on',
        message: 'AssertionError: expected 1 to be 2\n    at test/unit/clock.test.ts:2:5',
      },
      {
        file: 'test/unit/lost.test.ts',
        title: 'the file itself',
        message: "Cannot find module './nowhere.ts'",
      },
    ]);
  });

  it('are named from the report of Playwright, also those that passed only when repeated', () => {
    expect(readFailedTests('playwright', reportFile(JSON.stringify(playwrightReport)))).toEqual([
      { file: 'playwright', title: 'the run itself', message: 'Error: a reporter is gone' },
      { file: 'test/e2e/search.spec.ts', title: 'finds a user', message: 'timedOut' },
      { file: 'test/e2e/search.spec.ts', title: 'tokens › are found', message: 'Error: expected 2' },
    ]);
  });

  it('are none where there is no whole report', () => {
    expect(readFailedTests('vitest', '/nowhere/report.json')).toEqual([]);
    expect(readFailedTests('playwright', reportFile('{"suites":[{"ti'))).toEqual([]);
  });

  it('are printed with their messages below them, no longer than the end of a log has room for', () => {
    const message = `${'line\n'.repeat(50)}`;
    const report = {
      testResults: [
        {
          name: 'a.test.ts',
          status: 'failed',
          assertionResults: [{ fullName: 'b', status: 'failed', failureMessages: [message] }],
        },
      ],
    };
    const [test] = readFailedTests('vitest', reportFile(JSON.stringify(report)));
    expect(test && failedTestText(test)).toBe(`✘ a.test.ts › b\n${'    line\n'.repeat(12)}`);
  });
});
