import { expect, test, vi } from 'vitest';
import { toFileName } from './save-file.ts';

vi.mock('electron', () => ({}));

test.each([
  ['curfew-report.csv', 'curfew-report.csv'],
  ['Alpha: 3/4 of "all".csv', 'Alpha- 3-4 of -all-.csv'],
  ['../../etc/passwd', '-..-etc-passwd'],
  ['..\\..\\boot.ini', '-..-boot.ini'],
  ['.bashrc', 'bashrc'],
  ['name\u0000\n.csv', 'name-.csv'],
  ['ends with dots...', 'ends with dots'],
  ['Münster 東京.jsonl', 'Münster 東京.jsonl'],
  ['', 'curfew'],
  ['...', 'curfew'],
])('%o becomes %o', (text, name) => expect(toFileName(text)).toBe(name));

test('a long name keeps its ending', () => {
  const name = toFileName(`${'a'.repeat(500)}.csv`);
  expect(name).toHaveLength(120);
  expect(name.endsWith('a.csv')).toBe(true);
});
