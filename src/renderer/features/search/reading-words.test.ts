import { expect, it } from 'vitest';
import { readingWords } from './reading-words.ts';

it('says what a text was taken for, and what else it could be', () => {
  expect(
    readingWords([
      { as: 'session-handle', handle: 'h', tenantId: 'public' },
      { as: 'user-id', id: 'h' },
    ]),
  ).toBe('Looks like a session handle (tenant public). Also looking for a user with this id.');
});

it('says of a plain word what it is looked for as, each once', () => {
  expect(
    readingWords([
      { as: 'user-id', id: 'ada' },
      { as: 'email-start', text: 'ada' },
      { as: 'third-party-id', provider: null, id: 'ada' },
      { as: 'third-party-id', provider: null, id: 'ada' },
    ]),
  ).toBe(
    'Looking for a user with this id, addresses or domains that begin with it and an account with this id.',
  );
});

it('names where a token was found, and nothing of the token', () => {
  expect(readingWords([{ as: 'access-token', from: 'cookie' }])).toBe(
    'Looks like an access token in a cookie.',
  );
});

it('says nothing about nothing', () => {
  expect(readingWords([])).toBe('');
});
