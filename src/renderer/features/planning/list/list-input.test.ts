import { expect, it } from 'vitest';
import { countLines, pastedLabel, withPaste } from './list-input.tsx';

it.each([
  ['', 0],
  ['a', 1],
  ['a\n', 1],
  ['a\r\nb', 2],
  ['a\n\nb\n', 3],
])('the text %j has %i lines', (text, lines) => {
  expect(countLines(text)).toBe(lines);
});

it('the label of a pasted list has its lines and its size', () => {
  expect(pastedLabel(12_345, 4_300_000)).toBe('12,345 lines pasted (4.1 MB)');
  expect(pastedLabel(1, 10)).toBe('1 line pasted (10 bytes)');
});

it('a paste replaces the selected text', () => {
  expect(withPaste('one\ntwo\nthree', 4, 7, '2')).toBe('one\n2\nthree');
});
