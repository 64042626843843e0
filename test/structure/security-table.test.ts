import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allTaggedTests, withControlTable } from '../security/control-table.ts';
import { type ControlName, controlNamed, controls, isControl } from '../security/controls.ts';
import { taggedTests } from '../security/tagged-tests.ts';

const tests = allTaggedTests();
const names = Object.keys(controls) as ControlName[];

describe('docs/security.md', () => {
  test('has the table of today: write it with `npm run security-table`', () => {
    const document = readFileSync('docs/security.md', 'utf8');
    expect(document).toBe(withControlTable(document, tests));
  });

  test('has a test for every control', () => {
    const shown = new Set(tests.map(({ control }) => control));
    expect(names.filter((name) => !shown.has(name))).toEqual([]);
  });

  test('has every control that a test is tagged with', () => {
    expect(tests.filter(({ control }) => !isControl(control))).toEqual([]);
  });

  test('points to a line of the checks by hand where only Electron shows a control', () => {
    const checks = readFileSync('docs/electron-checks.md', 'utf8');
    const missing = names.filter((name) => {
      const { byHand } = controlNamed(name);
      return byHand !== undefined && !checks.includes(`\n| ${byHand} |`);
    });
    expect(missing).toEqual([]);
  });
});

describe('a tag', () => {
  test('is read from a comment above a test and from the options of a spec, with the titles around it', () => {
    const text = `
      describe('main', () => {
        // control: first, second
        test.each([1, 2])('refuses %i', () => {});
        it('is not tagged', () => {});
      });
      test.describe('a page', { tag: '@control:third' }, () => {
        test('is held', { tag: ['@slow', '@control:fourth'] }, () => {});
      });
    `;
    expect(taggedTests('a.test.ts', text).map(({ control, title }) => `${control}: ${title}`)).toEqual([
      'first: main › refuses %i',
      'second: main › refuses %i',
      'third: a page',
      'fourth: a page › is held',
    ]);
  });
});

describe('docs/electron-checks.md', () => {
  test('gives a reason for every line why no test reaches it', () => {
    const rows = readFileSync('docs/electron-checks.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| what |'))
      .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
    expect(rows.length).toBeGreaterThan(15);
    expect(rows.filter((cells) => cells.length !== 6 || (cells[4] ?? '').length < 20)).toEqual([]);
  });
});
