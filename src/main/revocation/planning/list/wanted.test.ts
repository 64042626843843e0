import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toWanted } from './wanted.ts';

const uuid = 'ec513228-e676-4d1a-96e3-80cee9422ebe';
const jwt = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"u"}').toString('base64url')}.c2lnbmF0dXJl`;
const refresh = `${'Ab7/'.repeat(50)}==.${'0123456789abcdef'.repeat(4)}.V2`;

function readings(line: string): string[] {
  const wanted = toWanted(line);
  return wanted.is === 'word' ? wanted.readings.map(({ as }) => as) : [wanted.is];
}

describe('what a line is looked up as', () => {
  it.each([
    [uuid, ['session-handle', 'user-id']],
    [`${uuid}_acme`, ['session-handle']],
    ['"ada@alpha.example"', ['email', 'user-id']],
    ['Ada <ada@alpha.example>', ['email', 'user-id']],
    ['+36 20 123-4567', ['phone', 'user-id']],
    ['36201234567', ['user-id', 'phone', 'third-party-id']],
    ['google:1234', ['third-party-id', 'user-id']],
    ['emp-4711', ['user-id']],
    [jwt, ['token']],
    [`Cookie: sAccessToken=${jwt}; sRefreshToken=${refresh}`, ['token']],
  ])('%s', (line, expected) => {
    expect(readings(line)).toEqual(expected);
  });

  it.each([
    ['a character that could not be read', 'ad\ufffda@alpha.example', 'cannot be read in the encoding'],
    ['a control character', 'ada\0@alpha.example', 'control characters'],
    ['half a character', 'ada\ud800@alpha.example', 'control characters'],
    ['several columns', `${uuid}\tada`, 'Read the list as CSV'],
    ['a refresh token', refresh, 'never sent'],
    ['a header without a token', 'Cookie: other=abc', 'no access token'],
    ['a text that is too long', 'x'.repeat(300), '300 characters'],
  ])('does not look up %s, and says why', (_what, line, why) => {
    expect(toWanted(line)).toMatchObject({ is: 'malformed', why: expect.stringContaining(why) });
  });

  it('lets no token into the text of the row', () => {
    const piece = fc.stringMatching(/^[A-Za-z0-9_-]{24,80}$/);
    const around = fc.constantFrom(
      (token: string) => token,
      (token: string) => `Authorization: Bearer ${token}`,
      (token: string) => `sAccessToken=${token}; other`,
      (token: string) => `\0${token}`,
      (token: string) => `${token}\ufffd`,
    );
    fc.assert(
      fc.property(piece, piece, piece, around, (a, b, c, wrap) => {
        const { text } = toWanted(wrap(`eyJ${a}.${b}.${c}`));
        for (const part of [a, b, c]) expect(text).not.toContain(part);
      }),
    );
  });
});
