import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  entriesOf,
  kindOf,
  longestJson,
  measureJson,
  textAt,
  toStoredJson,
  valueAtPath,
} from './json-text.ts';

/** The value of a text, by way of its entries alone. */
function read(text: string): unknown {
  const { count, entries, isWhole } = entriesOf(text, Number.POSITIVE_INFINITY);
  switch (kindOf(text)) {
    case 'text':
      return textAt(text, 0, text.length);
    case 'other':
      return JSON.parse(text);
    case 'list':
      expect({ isWhole, count }).toEqual({ isWhole: true, count: entries.length });
      return entries.map(({ start, end }) => read(text.slice(start, end)));
    case 'object':
      expect({ isWhole, count }).toEqual({ isWhole: true, count: entries.length });
      return Object.fromEntries(
        entries.map(({ name, start, end }) => [String(name), read(text.slice(start, end))]),
      );
  }
}

describe('entries of a JSON text', () => {
  test.each([0, 2])('are those that its parser finds, with %i spaces between them', (spaces) => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value, null, spaces);
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('are counted beyond those that are given', () => {
    expect(entriesOf('[1,[2,3],{"a":4}]', 1)).toEqual({
      entries: [{ name: null, start: 1, end: 2 }],
      count: 3,
      isWhole: true,
    });
  });

  test('keep names that occur twice, that are escaped, and that objects have by themselves', () => {
    const names = entriesOf('{"a":1,"a":2,"\\u0062":3,"__proto__":4,"":5}', 9).entries.map(
      ({ name }) => name,
    );
    expect(names).toEqual(['a', 'a', 'b', '__proto__', '']);
  });

  test.each([
    '',
    '{',
    '[',
    '{"a',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":"x',
    '{"a":[[[',
    '[1,',
    '[1 2]',
    '{"a":1}}',
    '{a:1}',
    '[1}',
    '}{',
    '[,,]',
  ])('of %j, which is no whole JSON, come as far as they go', (text) => {
    expect(entriesOf(text, 9).isWhole).toBe(false);
  });

  test('of any text at all end', () => {
    const bits = fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '1', ' ', 'a');
    fc.assert(
      fc.property(fc.array(bits), (parts) => {
        const text = parts.join('');
        for (const { start, end } of entriesOf(text, 100).entries) expect(start).toBeLessThanOrEqual(end);
        measureJson(text);
        valueAtPath(text, ['a', 'a']);
      }),
    );
  });

  test.each([
    1_700, 11_000, 1_000_000,
  ])('that are nested %i levels deep are measured without a call for each level', (depth) => {
    const text = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(measureJson(text).depth).toBe(depth + 1);
    expect(entriesOf(text, 9)).toMatchObject({ count: 1, isWhole: true });
  });
});

test('a value is found by its path, the last one of a name that occurs twice', () => {
  const text = '{"a":{"b":1,"b":{"c":"x"}},"a.b":2}';
  expect(valueAtPath(text, ['a', 'b', 'c'])).toBe('"x"');
  expect(valueAtPath(text, ['a.b'])).toBe('2');
  expect(valueAtPath(text, ['a', 'x'])).toBeUndefined();
  expect(valueAtPath('[1]', ['0'])).toBeUndefined();
});

test('of a value that is too long its beginning crosses, with the length of the whole, and no half characters', () => {
  const whole = `"${'x'.repeat(longestJson - 2)}😀"`;
  expect(toStoredJson(whole)).toEqual({
    text: whole.slice(0, longestJson - 1),
    size: longestJson + 2,
    depth: 0,
  });
  expect(toStoredJson('{"a":[1]}')).toEqual({ text: '{"a":[1]}', size: 9, depth: 2 });
});
