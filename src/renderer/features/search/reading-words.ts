import type { Reading } from '../../../contract/domain/search.ts';

const tokenSource = { text: '', cookie: ' in a cookie', header: ' in a header' } as const;

function looksLike(reading: Reading): string {
  switch (reading.as) {
    case 'session-handle':
      return `a session handle (tenant ${reading.tenantId})`;
    case 'user-id':
      return 'a user id';
    case 'email':
      return 'an e-mail address';
    case 'email-start':
      return 'the beginning of an address or of its domain';
    case 'phone':
      return 'a phone number';
    case 'phone-start':
      return 'the beginning of a phone number';
    case 'third-party-id':
      return reading.provider === null
        ? 'an account id of a provider'
        : `an account id of ${reading.provider}`;
    case 'access-token':
      return `an access token${tokenSource[reading.from]}`;
    case 'refresh-token':
      return 'a refresh token';
  }
}

function alsoLookingFor(reading: Reading): string {
  switch (reading.as) {
    case 'session-handle':
      return 'a session with this handle';
    case 'user-id':
      return 'a user with this id';
    case 'email':
      return 'this very address';
    case 'email-start':
      return 'addresses or domains that begin with it';
    case 'phone':
      return 'this very number';
    case 'phone-start':
      return 'numbers that begin with it';
    case 'third-party-id':
      return reading.provider === null
        ? 'an account with this id'
        : `an account with this id at ${reading.provider}`;
    case 'access-token':
    case 'refresh-token':
      return looksLike(reading);
  }
}

function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Kinds that any word could be: to say that it looks like one of them would tell nothing. */
const anyWord: ReadonlySet<Reading['as']> = new Set(['user-id', 'email-start', 'third-party-id']);

/**
 * What the text was taken for: "Looks like a session handle (tenant public). Also looking for a user with this id."; of
 * a plain word: "Looking for a user with this id and addresses or domains that begin with it."
 */
export function readingWords(readings: readonly Reading[]): string {
  const [first, ...others] = readings;
  if (first === undefined) return '';
  if (anyWord.has(first.as)) return `Looking for ${listed([...new Set(readings.map(alsoLookingFor))])}.`;
  const also = [...new Set(others.map(alsoLookingFor))];
  return `Looks like ${looksLike(first)}.${also.length === 0 ? '' : ` Also looking for ${listed(also)}.`}`;
}
