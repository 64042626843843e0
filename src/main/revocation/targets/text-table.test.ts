import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTextTable } from './text-table.ts';

it('numbers distinct texts in the order they came, and finds them again', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), { maxLength: 400 }), (texts) => {
      const table = createTextTable();
      const distinct = [...new Set(texts)];
      texts.forEach((text, at) => {
        expect(table.add(text)).toEqual({ index: distinct.indexOf(text), isNew: texts.indexOf(text) === at });
      });
      expect(table.size).toBe(distinct.length);
      distinct.forEach((text, index) => {
        expect(table.at(index)).toBe(text);
        expect(table.find(text)).toBe(index);
      });
      expect(table.find('no such text at all')).toBe(distinct.indexOf('no such text at all'));
    }),
  );
});

it('keeps texts over the borders of its pages', () => {
  const table = createTextTable();
  const texts = Array.from({ length: 60 }, (_, number) => `${number}${'x'.repeat(50_000)}`);
  for (const text of texts) table.add(text);
  expect(texts.map((text) => table.find(text))).toEqual(texts.map((_, index) => index));
  expect(table.at(59)).toBe(texts[59]);
});

it('refuses a text that no handle or id can be', () => {
  expect(() => createTextTable().add('x'.repeat(70_000))).toThrow(RangeError);
});
