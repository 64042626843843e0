import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Interpretation, longestSearchText } from '../../contract/domain/search.ts';
import { recognise } from './recognise.ts';

const uuid = 'ec513228-e676-4d1a-96e3-80cee9422ebe';
const jwt = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"u"}').toString('base64url')}.c2lnbmF0dXJl`;
const refresh = `${'Ab7/'.repeat(50)}==.${'0123456789abcdef'.repeat(4)}.V2`;

function interpretations(text: string): readonly Interpretation[] {
  const recognised = recognise(text);
  return recognised.type === 'recognised' ? recognised.interpretations : [];
}

function kinds(text: string): string[] {
  return interpretations(text).map(({ type }) => type);
}

function refusal(text: string) {
  const recognised = recognise(text);
  return recognised.type === 'refused' ? recognised.error : null;
}

describe('what a pasted text is taken for', () => {
  it('takes a UUID for a session handle of tenant public, and for a user id', () => {
    expect(interpretations(uuid)).toEqual([
      { type: 'session-handle', handle: uuid, tenantId: 'public' },
      { type: 'user-id', id: uuid },
    ]);
  });

  it('reads the tenant from a handle', () => {
    expect(interpretations(`${uuid}_acme`)[0]).toEqual({
      type: 'session-handle',
      handle: `${uuid}_acme`,
      tenantId: 'acme',
    });
  });

  it('looks for a UUID in upper case as the core stores it, and as it is written where it may be an external id', () => {
    expect(interpretations(uuid.toUpperCase())).toEqual([
      { type: 'session-handle', handle: uuid, tenantId: 'public' },
      { type: 'user-id', id: uuid.toUpperCase() },
      { type: 'user-id', id: uuid },
    ]);
  });

  it.each([
    `"${uuid}_acme"`,
    `'"${uuid}_acme"',`,
    `https://console.example/sessions/${uuid}_acme?tab=facts#top`,
    `https://console.example/?sessionHandle=${uuid}_acme&x=1`,
    `sessionHandle=${uuid}_acme`,
    `"session_handle": "${uuid}_acme"`,
  ])('finds the session handle in %s', (text) => {
    expect(interpretations(text)[0]).toEqual({
      type: 'session-handle',
      handle: `${uuid}_acme`,
      tenantId: 'acme',
    });
  });

  it.each([
    `2026-11-28 12:00:01 sessionHandle=${uuid}_acme ip=203.0.113.7`,
    `{"sessionHandle":"${uuid}_acme","userId":"emp-1"}`,
    `session ${uuid}_acme, again ${uuid}_acme`,
  ])('finds the session handle in a line of a log in a search, and not in a list: %s', (text) => {
    const inSearch = recognise(text, { looksInside: true });
    const found = inSearch.type === 'recognised' ? inSearch.interpretations : [];
    expect(found[0]).toMatchObject({ type: 'session-handle', handle: `${uuid}_acme` });
    expect(kinds(text)).not.toContain('session-handle');
  });

  it.each([
    ['login failed for user=ada@alpha.example from 203.0.113.7', 'ada@alpha.example'],
    ['signed in: ada@alpha.example.', 'ada@alpha.example'],
    ['ada@alpha.example, bob@alpha.example', undefined],
  ])('finds the one address in a line of a log in a search, and not in a list: %s', (text, email) => {
    const inSearch = recognise(text, { looksInside: true });
    const found = inSearch.type === 'recognised' ? inSearch.interpretations : [];
    expect(found.find(({ type }) => type === 'email')).toEqual(email && { type: 'email', email });
    expect(kinds(text)).not.toContain('email');
  });

  it('takes an access token without its beginning for a part of one, not for a refresh token', () => {
    const payload = Buffer.from(`{"sessionHandle":"${uuid}"}`).toString('base64url');
    const part = `zI1NiJ9.${payload}.${'aB3_'.repeat(80)}`;
    expect(kinds(part)).toEqual(['access-token']);
    expect(kinds(`…${part} in the log`)).toEqual(['access-token']);
  });

  it('finds no session handle in a URL with two of them', () => {
    const other = uuid.replace('ec', 'ed');
    expect(kinds(`https://console.example/${uuid}/${other}`)).not.toContain('session-handle');
  });

  it.each([
    '203.0.113.7',
    '203.0.113.0/24',
    '203.0.113.7:443',
    '2001:db8::1',
    'fe80::1%eth0',
    '::1',
  ])('takes %s for a network address, not for a phone number', (text) => {
    expect(kinds(text)).toEqual(['network', 'user-id']);
  });

  it('takes any word for an external id or the beginning of an address', () => {
    expect(kinds('emp-4711')).toEqual(['user-id', 'email-start']);
  });

  it.each([
    ['ada@alpha.example', ['email', 'user-id', 'email-start']],
    ['Ada Lovelace <ada@alpha.example>', ['email', 'user-id', 'email-start']],
    ['mailto:ada@alpha.example', ['email', 'user-id', 'email-start']],
    ['<mailto:ada@alpha.example?subject=Your%20sessions>', ['email', 'user-id', 'email-start']],
    ['"mailto:ada%40alpha.example",', ['email', 'user-id', 'email-start']],
    ['ada@alpha', ['user-id', 'email-start']],
    ['@alpha.example', ['user-id', 'email-start']],
  ])('reads the address in %s', (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it.each([
    '+36201234567',
    '+36 (20) 123-4567',
    '+36 (0)20 123 4567',
    '0036 20 123 4567',
    '36201234567',
    '+36\u00a020\u2011123\u20114567',
    'tel:+36-20-123-4567',
  ])('writes the phone number %s as the core has it', (text) => {
    expect(interpretations(text)).toContainEqual({ type: 'phone', phone: '+36201234567' });
    expect(interpretations(text)).toContainEqual({ type: 'phone-start', text: '+36201234567' });
  });

  it('takes a few digits after a plus for the beginning of a number only', () => {
    expect(interpretations('+36 20')).toContainEqual({ type: 'phone-start', text: '+3620' });
    expect(kinds('+36 20')).not.toContain('phone');
  });

  it('reads a third-party user id, with its provider or with digits alone', () => {
    expect(interpretations('google:1234')).toContainEqual({
      type: 'third-party-id',
      provider: 'google',
      id: '1234',
    });
    expect(interpretations('108234567890123456789')).toContainEqual({
      type: 'third-party-id',
      provider: null,
      id: '108234567890123456789',
    });
    expect(kinds('https://alpha.example')).not.toContain('third-party-id');
  });

  it.each([
    [jwt, 'text'],
    [`"${jwt}"`, 'text'],
    [`Authorization: Bearer ${jwt}`, 'header'],
    [`authorization: bearer ${jwt}`, 'header'],
    [`st-access-token: ${jwt}`, 'header'],
    [`Cookie: a=b; sAccessToken=${jwt}; c=d`, 'cookie'],
    [`sAccessToken=${encodeURIComponent(jwt)}`, 'cookie'],
    [`GET / HTTP/1.1\r\nHost: alpha.example\r\nCookie: sAccessToken=${jwt}\r\n`, 'cookie'],
    [`curl -H 'Authorization: Bearer ${jwt}' https://alpha.example`, 'header'],
    [`token was ${jwt} at 17:04`, 'text'],
    [jwt.slice(0, 40), 'text'],
  ])('finds the access token in %s', (text, from) => {
    expect(interpretations(text)).toEqual([{ type: 'access-token', from }]);
  });

  it('hands over the very token', () => {
    const inCookie = recognise(`Cookie: other=eyJh.eyJi.x; sAccessToken=${encodeURIComponent(jwt)};`);
    expect(inCookie).toMatchObject({ type: 'recognised', accessToken: jwt });
  });

  it.each([
    refresh,
    `sRefreshToken=${encodeURIComponent(refresh)}`,
    `Authorization: Bearer ${refresh}`,
    `st-refresh-token: ${refresh}`,
    `found ${refresh} in the log`,
    refresh.slice(0, 140),
  ])('knows a refresh token, and reads it as nothing else: %s', (text) => {
    expect(recognise(text)).toEqual({
      type: 'recognised',
      interpretations: [{ type: 'refresh-token' }],
      accessToken: null,
    });
  });

  it('names both tokens of one header', () => {
    expect(kinds(`Cookie: sAccessToken=${jwt}; sRefreshToken=${refresh}`)).toEqual([
      'access-token',
      'refresh-token',
    ]);
  });

  it('takes a long hash for an id, not for a token', () => {
    expect(kinds('0123456789abcdef'.repeat(8))).toContain('user-id');
  });
});

describe('a pasted address', () => {
  it.each([
    ['a NUL byte', 'ada\0@alpha.example'],
    ['a right-to-left mark', '\u200fada@alpha.example\u202e'],
    ['zero-width marks', 'ada\u200b@alpha\u2060.example\ufeff'],
    ['quotes and spaces around it', '  "ada@alpha.example" \n'],
    ['half a character', 'ada\ud800@alpha.example'],
  ])('is recognised without %s', (_what, text) => {
    expect(interpretations(text)[0]).toEqual({ type: 'email', email: 'ada@alpha.example' });
  });
});

describe('a search', () => {
  it('for nothing, or for nothing that can be seen, is refused', () => {
    for (const text of ['', '  \n', '\0', '\u200b\u200f']) {
      expect(refusal(text)).toMatchObject({ reason: 'search-empty' });
    }
  });

  it('for a text that is too long is refused, with both numbers', () => {
    expect(refusal('x'.repeat(10_000_000))).toMatchObject({
      reason: 'search-too-long',
      params: { length: 10_000_000, most: 65_536 },
    });
    expect(refusal('x'.repeat(300))).toMatchObject({
      reason: 'search-word-too-long',
      params: { length: 300, most: 255 },
    });
  });

  it('for several lines without a token is refused', () => {
    expect(refusal('ada@alpha.example\nbob@beta.example')).toMatchObject({
      reason: 'search-several-lines',
    });
  });

  it('for a header without a token of SuperTokens is refused: nobody searches for what is in it', () => {
    expect(refusal('Cookie: session=abc; other=def')).toMatchObject({ reason: 'header-without-token' });
    expect(refusal('Authorization: Basic dXNlcjpwYXNz')).toMatchObject({ reason: 'header-without-token' });
  });
});

describe('the recognition of any text', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 2_000 }),
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    fc
      .array(
        fc.oneof(
          fc.constantFrom(
            'eyJ',
            '.',
            'sAccessToken=',
            'Bearer ',
            'Cookie:',
            '\0',
            '%',
            '_',
            '<',
            '>',
            '+36',
            '@',
          ),
          fc.string({ maxLength: 20 }),
        ),
        { maxLength: 60 },
      )
      .map((parts) => parts.join('')),
  );

  it('never throws, and answers with interpretations or a reason', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const recognised = recognise(text);
        if (recognised.type === 'recognised') expect(recognised.interpretations.length).toBeGreaterThan(0);
        else expect(recognised.error).toMatchObject({ code: 'bad-input', retryable: false });
      }),
      { numRuns: 1_000 },
    );
  });

  const piece = fc.stringMatching(/^[A-Za-z0-9_-]{24,80}$/);
  const accessToken = fc.tuple(piece, piece, piece).map(([a, b, c]) => `eyJ${a}.${b}.${c}`);
  const around = fc.constantFrom(
    (token: string) => token,
    (token: string) => `Authorization: Bearer ${token}`,
    (token: string) => `Cookie: x=y; sAccessToken=${token}; z=1`,
    (token: string) => `sAccessToken=${token}`,
    (token: string) => `see ${token}\nand then`,
    (token: string) => ` \u200b"${token}" `,
  );

  // control: no-tokens-stored
  it('never lets a token into the interpretations', () => {
    fc.assert(
      fc.property(accessToken, around, (token, wrap) => {
        const told = JSON.stringify(interpretations(wrap(token)));
        for (const part of token.split('.')) expect(told).not.toContain(part);
        expect(kinds(wrap(token))).toEqual(['access-token']);
      }),
      { numRuns: 500 },
    );
  });

  it('stays quick on the longest text that is allowed', () => {
    for (const unit of ['eyJ', 'eyJ.', 'a.', 'bearer ', '<', ' ', 'sAccessToken=', 'x@']) {
      const text = unit.repeat(Math.floor(longestSearchText / unit.length));
      // Quadratic work on these would take minutes, and the test would end by its time limit.
      expect(['recognised', 'refused']).toContain(recognise(text).type);
    }
  });
});
