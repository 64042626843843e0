import { expect, test } from 'vitest';
import { checkedKey } from './checked-key.ts';

test('a key loses what a paste brought along', () => {
  expect(checkedKey('  abc-DEF=123\r\n')).toBe('abc-DEF=123');
});

test('no key, and a key that is left as it is, stay that', () => {
  expect(checkedKey(null)).toBeNull();
  expect(checkedKey(undefined)).toBeUndefined();
});

test.each([
  '   ',
  'two words',
  'line\nbreak',
  'ключ',
  'zero\u0000byte',
])('%j is refused without being repeated', (key) => {
  expect(() => checkedKey(key)).toThrow('The API key is empty, or has characters that no key has.');
});
