import { expect, it } from 'vitest';
import { countLines, pastedWords, withPaste } from './pasted-list.ts';

it.each([
  ['', 0],
  ['a', 1],
  ['a\n', 1],
  ['a\r\nb', 2],
  ['a\n\nb\n', 3],
])('counts the lines of %j: %i', (text, lines) => {
  expect(countLines(text)).toBe(lines);
});

it('says how much was pasted', () => {
  expect(pastedWords(12_345, 4_300_000)).toBe('12,345 lines pasted (4.1 MB)');
  expect(pastedWords(1, 10)).toBe('1 line pasted (10 bytes)');
});

it('puts a paste in place of what was selected', () => {
  expect(withPaste('one\ntwo\nthree', 4, 7, '2')).toBe('one\n2\nthree');
});
