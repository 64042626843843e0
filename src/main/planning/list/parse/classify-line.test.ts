import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyAny, classifyLine } from './classify-line.ts';

const uuid = 'ec513228-e676-4d1a-96e3-80cee9422ebe';
const jwt = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"u"}').toString('base64url')}.c2lnbmF0dXJl`;
const refresh = `${'Ab7/'.repeat(50)}==.${'0123456789abcdef'.repeat(4)}.V2`;

function lookups(line: string): string[] {
  const classified = classifyLine(line);
  return classified.type === 'look-up' ? classified.lookups.map(({ type }) => type) : [classified.type];
}

describe('a line of a list', () => {
  it.each([
    [uuid, ['session-handle', 'user-id']],
    [`${uuid}_acme`, ['session-handle']],
    ['"ada@alpha.example"', ['email', 'user-id']],
    ['Ada <ada@alpha.example>', ['email', 'user-id']],
    ['+36 20 123-4567', ['phone', 'user-id']],
    ['36201234567', ['user-id', 'phone']],
    ['4242424', ['user-id']],
    ['001234.0123456789abcdef0123456789abcdef.0123', ['user-id']],
    ['google:1234', ['third-party-id', 'user-id']],
    ['emp-4711', ['user-id']],
    [jwt, ['token']],
    [`Cookie: sAccessToken=${jwt}; sRefreshToken=${refresh}`, ['token']],
  ])('%s is looked up as %j', (line, expected) => {
    expect(lookups(line)).toEqual(expected);
  });

  it.each([
    ['+36 (0)20 123-4567', '+36201234567'],
    ['36201234567', '36201234567'],
    ['0036 20 123-4567', '0036 20 123-4567'],
    ['06 20 123 4567', '06 20 123 4567'],
  ])('with the number %s gets a country only from its plus', (line, phone) => {
    const classified = classifyLine(line);
    expect(classified).toMatchObject({ lookups: expect.arrayContaining([{ type: 'phone', phone }]) });
    expect(classified).not.toMatchObject({
      lookups: expect.arrayContaining([expect.objectContaining({ type: 'third-party-id' })]),
    });
  });

  it.each([
    ['a character that could not be read', 'ad\ufffda@alpha.example', 'unreadable-character', null],
    ['a control character', 'ada\0@alpha.example', 'control-character', null],
    ['half a character', 'ada\ud800@alpha.example', 'control-character', null],
    ['several columns', `${uuid}\tada`, 'several-columns', null],
    ['several lines in a cell', `${uuid}\n${uuid}`, 'several-lines', null],
    ['a refresh token', refresh, 'refresh-token', null],
    ['a header without a token', 'Cookie: other=abc', 'header-without-token', null],
    ['a text that is too long', 'x'.repeat(300), 'text-too-long', 300],
    ['quotes around nothing', '" "', 'empty-text', null],
  ])('with %s is not looked up, and says why', (_what, line, code, count) => {
    expect(classifyLine(line)).toMatchObject({ type: 'malformed', reason: { code, count } });
  });

  it('is classified the same by the short way for plain handles', () => {
    const hex = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
    const tenant = fc.oneof(
      fc.constantFrom('', '_public', '_', '_acme', '_a_b', '_Acme', '_a.b-c'),
      fc.string({ unit: fc.constantFrom(...'abz09.-_'), maxLength: 20 }).map((name) => `_${name}`),
    );
    fc.assert(
      fc.property(hex(8), hex(4), hex(4), hex(4), hex(12), tenant, (a, b, c, d, e, end) => {
        const line = `${a}-${b}-${c}-${d}-${e}${end}`;
        expect(classifyLine(line)).toEqual(classifyAny(line));
      }),
    );
  });

  it('is classified the same from what is stored of it', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '"',
        "'",
        '<',
        '>',
        ' ',
        '\u200b',
        'mailto:',
        uuid,
        '@',
        'ada',
        '.example',
        '_',
        '+36',
        'Ab9_'.repeat(30),
      ),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const first = classifyLine(pieces.join(''));
        if (first.type === 'look-up') expect(classifyLine(first.text)).toEqual(first);
      }),
      { numRuns: 1_000 },
    );
  });

  // control: no-tokens-stored
  it('lets no token into the text of its row', () => {
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
        const classified = classifyLine(wrap(`eyJ${a}.${b}.${c}`));
        const text = classified.type === 'token' ? '' : classified.text;
        for (const part of [a, b, c]) expect(text).not.toContain(part);
      }),
    );
  });
});
