import { describe, expect, it } from 'vitest';
import { copiedText, leafType, possibleMoment } from './json-tree.tsx';

describe('leafType', () => {
  it.each([
    ['""', 'string'],
    ['0', 'number'],
    ['false', 'boolean'],
    ['null', 'null'],
    ['{}', null],
    ['[1]', null],
  ])('takes %s for %s', (json, type) => {
    expect(leafType(json)).toBe(type);
  });
});

describe('copiedText', () => {
  it('copies a text without quotes, and anything else as the JSON that was sent', () => {
    expect(copiedText('"203.0.113.7"')).toBe('203.0.113.7');
    expect(copiedText('{"a":[1],"a":12345678901234567890}')).toBe('{"a":[1],"a":12345678901234567890}');
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
