import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../contract/domain/app.ts';
import { createRedactor } from './redact-payload.ts';

const redact = createRedactor(defaultSettings.evidence.hiddenNames);

function redacted(payload: unknown): unknown {
  return JSON.parse(redact(JSON.stringify(payload)).json);
}

// control: redacted-payloads
describe('a redacted payload', () => {
  it('keeps what says nothing secret', () => {
    const payload = {
      roles: ['admin'],
      'st-role': { v: ['admin'], t: 1_700_000_000_000 },
      device: 'laptop',
      mfa: true,
    };
    expect(redacted(payload)).toEqual(payload);
  });

  it.each([
    'accessToken',
    'refresh_token',
    'API-Key',
    'clientSecret',
    'PASSWORD',
    'user.email',
    'phoneNumber',
    'antiCsrf',
    'ｔｏｋｅｎ',
  ])('has no value under the name %s, at any depth and of any kind', (name) => {
    for (const value of ['plain', 4711, ['plain'], { inner: 'plain' }, null])
      expect(redacted({ a: [{ [name]: value }] })).toEqual({ a: [{ [name]: '[redacted]' }] });
  });

  it.each([
    ['an e-mail address', 'ada@alpha.example'],
    ['an e-mail address in an address', 'next=%2Fhome%3Fuser%3Dada%40alpha.example'],
    ['a phone number', '+44 20 7946 0958'],
    ['a token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl'],
    ['a header', 'Bearer abc'],
    ['an address with a password', 'https://root:hunter2@db.example/'],
    ['a private key', '-----BEGIN PRIVATE KEY-----'],
    ['a long random word', 'sk4eC39HqLyjWDarjtT1zdp7dc'],
    ['a query with a secret', 'https://a.example/?page=1&api_key=short'],
    ['JSON with a secret', '{"page":1,"clientSecret":"short"}'],
  ])('does not have %s under a name that says nothing', (_, text) => {
    expect(redacted({ note: text, list: [text] })).toEqual({ note: '[redacted]', list: ['[redacted]'] });
  });

  it('does not have a secret as a name', () => {
    expect(redacted({ 'ada@alpha.example': 1 })).toEqual({ '[redacted]': 1 });
  });

  it('keeps ids, handles and times', () => {
    const id = '0b0cfd86-6d2f-4d3f-9c3a-0123456789ab';
    const payload = { id, handle: `${id}_tenant-1`, at: '2026-11-27T11:00:00.000Z', ip: '10.0.0.9' };
    expect(redacted(payload)).toEqual(payload);
  });

  it('keeps a number exactly, however large it is', () => {
    expect(redact('{"n":12345678901234567890}').json).toBe('{"n":12345678901234567890}');
  });

  it('has at most some thousand characters, and says that it was cut', () => {
    const long = redact(JSON.stringify({ rows: Array.from({ length: 10_000 }, (_, row) => ({ row })) }));
    expect(long.isCut).toBe(true);
    expect(long.json.length).toBeLessThan(5_000);
    expect(() => JSON.parse(long.json)).not.toThrow();
    const deep = redact(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(deep).toMatchObject({ isCut: true });
    expect(() => JSON.parse(deep.json)).not.toThrow();
    expect(redact('{"a":1}').isCut).toBe(false);
  });

  it('has escapes in place of characters that do not show', () => {
    expect(redact('{"a":"x\u202ey"}').json).toBe('{"a":"x\\u202ey"}');
  });

  it('is JSON of anything, also of what is no JSON', () => {
    for (const text of ['', '{', '{"a"', 'undefined', '{"a":tru', '[1,', '"cut'])
      expect(() => JSON.parse(redact(text).json)).not.toThrow();
    fc.assert(fc.property(fc.json(), (text) => void JSON.parse(redact(text).json)));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void JSON.parse(redact(text).json)));
  });
});
