import { describe, expect, it } from 'vitest';
import { copiedText, jsonShape, possibleMoment } from './json-tree.tsx';

describe('jsonShape', () => {
  it('keeps the order of keys and of items', () => {
    expect(jsonShape({ b: 1, a: [true] })).toEqual({
      type: 'branch',
      list: false,
      entries: [
        ['b', 1],
        ['a', [true]],
      ],
    });
    expect(jsonShape(['x'])).toEqual({ type: 'branch', list: true, entries: [['0', 'x']] });
  });

  it.each([
    ['', 'string', ''],
    [0, 'number', '0'],
    [false, 'boolean', 'false'],
    [null, 'null', 'null'],
  ])('distinguishes %j from an absent value', (value, valueType, text) => {
    expect(jsonShape(value)).toEqual({ type: 'leaf', valueType, text });
  });
});

describe('copiedText', () => {
  it('copies a text without quotes, and anything else as JSON', () => {
    expect(copiedText('203.0.113.7')).toBe('203.0.113.7');
    expect(JSON.parse(copiedText({ a: [1] }))).toEqual({ a: [1] });
  });
});

describe('possibleMoment', () => {
  it('takes seconds of a token and milliseconds of the core for the same time', () => {
    const at = Date.UTC(2026, 10, 23);
    expect(possibleMoment(at / 1_000)).toBe(at);
    expect(possibleMoment(at)).toBe(at);
  });

  it.each([[0], [42], [-1_763_856_000], [1.5], ['1763856000'], [null]])('takes %j for no time', (value) => {
    expect(possibleMoment(value)).toBeNull();
  });
});
