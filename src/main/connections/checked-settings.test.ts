import { describe, expect, test } from 'vitest';
import { thrownError } from '../../../test/unit/support/rejection.ts';
import { type ConnectionSettings, defaultConnectionSettings } from '../../contract/domain/connection.ts';
import { checkedAddress, checkedKey, checkedSettings } from './checked-settings.ts';

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
    ['core.example:3567', 'address-without-scheme'],
    ['ftp://core.example', 'address-without-scheme'],
    ['javascript:alert(1)', 'address-without-scheme'],
    ['https://', 'address-not-url'],
    ['https://core.example:99999', 'address-not-url'],
    ['https://user:pass@core.example', 'address-with-password'],
    ['https://core.example?key=1', 'address-with-query'],
    ['https://core.example#x', 'address-with-query'],
    ['https://a.example;b.example', 'address-without-scheme'],
    [';', 'address-empty'],
  ])('%j is refused with the reason %s', (given, reason) => {
    expect(thrownError(() => checkedAddress(given))).toEqual({ code: 'bad-input', reason, retryable: false });
  });

  test('with a password is refused without repeating it', () => {
    const error = thrownError(() => checkedAddress('https://user:hunter2@core.example'));
    expect(JSON.stringify(error)).not.toContain('hunter2');
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
  // All of the error: no field of it has the key.
  expect(thrownError(() => checkedKey(key))).toEqual({
    code: 'bad-input',
    reason: 'key-malformed',
    retryable: false,
  });
});

describe('a connection without encryption', () => {
  function settings(address: string, more: Partial<ConnectionSettings> = {}): ConnectionSettings {
    return { ...defaultConnectionSettings, name: 'acme', address, ...more };
  }

  // control: no-plain-http
  test.each([
    'http://core.example:3567',
    'http://192.0.2.7',
    'http://10.0.0.1',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'http://[2001:db8::1]',
    'https://core.example;http://other.example',
  ])('to %s is refused until it was acknowledged, and always for production', (address) => {
    const reasonOf = (more: Partial<ConnectionSettings>) =>
      thrownError(() => checkedSettings(settings(address, more))).reason;
    expect(reasonOf({})).toBe('plain-http');
    expect(reasonOf({ environment: 'production' })).toBe('plain-http-production');
    expect(reasonOf({ environment: 'production', plainHttp: true })).toBe('plain-http-production');
    expect(checkedSettings(settings(address, { plainHttp: true })).address).toBe(checkedAddress(address));
  });

  test.each([
    'http://localhost:3567',
    'http://core.localhost',
    'http://127.0.0.1:1',
    'http://127.9.9.9',
    'http://[::1]',
  ])('to this computer, %s, needs no word', (address) => {
    expect(checkedSettings(settings(address, { environment: 'production' })).address).toBe(address);
  });
});
