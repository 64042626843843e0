import { describe, expect, it } from 'vitest';
import { mayBeToken } from './token-text.ts';

const part = (length: number) => 'aB3_'.repeat(Math.ceil(length / 4)).slice(0, length);
const accessToken = `eyJraWQiOiJkLTE3${part(60)}.eyJpYXQiOjE3${part(400)}.${part(342)}`;
const refreshToken = `${part(270)}.${'0f'.repeat(32)}.V2`;

// control: no-tokens-stored
describe('a text that may be a token', () => {
  it.each([
    ['an access token', accessToken],
    ['an access token cut off by a sloppy copy', accessToken.slice(0, 40)],
    ['its payload alone', 'eyJpYXQiOjE3MzI'],
    ['an access token in quotes', `"${accessToken}"`],
    ['a cookie header', `Cookie: theme=dark; sAccessToken=${accessToken}`],
    ['a cookie by its name alone', 'sAccessToken=short'],
    ['an authorization header', `Authorization: Bearer ${part(20)}`],
    ['a header of SuperTokens', `st-access-token: ${part(20)}`],
    ['a refresh token', refreshToken],
    ['the beginning of a refresh token', refreshToken.slice(0, 90)],
    ['a percent-encoded token', encodeURIComponent(`${part(90)}+/=`)],
    ['a pasted log', `user ada signed in at 17:04 `.repeat(20)],
  ])('is recognised: %s', (_name, text) => {
    expect(mayBeToken(text)).toBe(true);
  });

  it.each([
    ['a session handle', 'ec513228-e676-4d1a-96e3-80cee9422ebe'],
    ['a session handle in a tenant', 'ec513228-e676-4d1a-96e3-80cee9422ebe_acme-europe-west'],
    ['an address', 'ada.lovelace+console@very-long-department-name.alpha.example'],
    ['a domain', 'alpha.example'],
    ['a phone number', '+36 20 123 4567'],
    ['an external id', 'auth0|5f7c8ec7c33c6c004bbafe82'],
    ['a hash as an id', '0f'.repeat(32)],
    ['a third-party id', 'google:108204268033311374519'],
    ['an id that begins like a token', 'eyJ-1'],
    ['nothing', ''],
  ])('is not seen in %s', (_name, text) => {
    expect(mayBeToken(text)).toBe(false);
  });
});
