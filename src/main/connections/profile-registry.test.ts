import { describe, expect, test } from 'vitest';
import { Failure } from '../../contract/failure.ts';
import { checkedAddress, checkedKey } from './profile-registry.ts';

describe('an address', () => {
  test.each([
    ['https://core.example:3567', 'https://core.example:3567'],
    ['  http://localhost:3567/  ', 'http://localhost:3567'],
    ['HTTPS://Core.Example', 'https://core.example'],
    ['https://core.example/auth/', 'https://core.example/auth'],
    ['http://[::1]:3567', 'http://[::1]:3567'],
    ['https://a.example; https://b.example:1/x ;', 'https://a.example;https://b.example:1/x'],
  ])('%j is saved as %j', (given, saved) => {
    expect(checkedAddress(given)).toBe(saved);
  });

  test.each([
    ['core.example:3567', 'http:// or https://'],
    ['ftp://core.example', 'http:// or https://'],
    ['javascript:alert(1)', 'http:// or https://'],
    ['https://', 'cannot be read'],
    ['https://core.example:99999', 'cannot be read'],
    ['https://user:pass@core.example', 'user name or a password'],
    ['https://core.example?key=1', 'query'],
    ['https://core.example#x', 'fragment'],
    ['https://a.example;b.example', 'http:// or https://'],
    [';', 'empty'],
  ])('%j is refused, and told why', (given, why) => {
    const check = (): string => checkedAddress(given);
    expect(check).toThrow(Failure);
    expect(check).toThrow(why);
  });

  test('does not repeat a password that stood in it', () => {
    expect(() => checkedAddress('https://user:hunter2@core.example')).not.toThrow('hunter2');
  });
});

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
