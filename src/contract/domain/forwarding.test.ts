import { expect, it } from 'vitest';
import { authorisation, canBeAuthorisation, longestAuthorisation, receiverSettings } from './forwarding.ts';

it.each([
  ['Bearer abc', true],
  ['  Basic dXNlcjpwYXNz\n', true],
  ['x'.repeat(longestAuthorisation), true],
  ['x'.repeat(longestAuthorisation + 1), false],
  ['', false],
  [' ', false],
  ['Bearer a\r\nx-other: b', false],
  ['Bearer a\tb', false],
  ['Bearer ü', false],
  ['Bearer a\u2028', true],
  ['Bearer a\u200b', false],
] as const)('as an authorisation, %j can be sent in a header: %s', (text, canBe) => {
  expect(canBeAuthorisation(text)).toBe(canBe);
  expect(authorisation.safeParse(text).success).toBe(canBe);
});

it('refuses bytes in the place of authorities as any other junk', () => {
  const { success } = receiverSettings.safeParse({
    ...{ name: 'archive', type: 'json-lines', address: 'https://logs.example/' },
    authorities: new Uint8Array(64),
  });
  expect(success).toBe(false);
});
