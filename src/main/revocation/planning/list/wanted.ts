import type { Reading } from '../../../../contract/domain/search.ts';
import { cleanText } from '../../../identity/recognise/clean-text.ts';
import { recognise } from '../../../identity/recognise/recognise.ts';
import { showable } from './showable.ts';

type ReadingOf<A extends Reading['as']> = Extract<Reading, { as: A }>;
/** What is looked up of a word: whole words only, no beginnings. */
export type WordReading =
  | ReadingOf<'session-handle'>
  | ReadingOf<'user-id'>
  | ReadingOf<'email'>
  | ReadingOf<'phone'>
  | ReadingOf<'third-party-id'>;

/** What a line means. */
export type Wanted =
  /** The likeliest first: the first that is there counts. */
  | { readonly is: 'word'; readonly text: string; readonly readings: readonly WordReading[] }
  | { readonly is: 'token'; readonly text: string; readonly token: string }
  | { readonly is: 'malformed'; readonly text: string; readonly why: string };

const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const halfCharacters = /\p{Surrogate}/u;
const unreadable = '\ufffd';

/** Says what a line is to be looked up as. Pure; tokens are in `token` alone. */
export function toWanted(line: string): Wanted {
  const broken = whatIsBroken(line);
  if (broken) return malformed(showable(line), broken);
  const recognised = recognise(line);
  if (recognised.kind === 'refused') return malformed(showable(line), recognised.error.message);
  const { accessToken, readings } = recognised;
  if (accessToken !== null) return { is: 'token', text: 'access token', token: accessToken };
  if (readings.some(({ as }) => as === 'refresh-token')) {
    return malformed(
      'refresh token',
      'A refresh token is never sent anywhere. Use the access token, the session handle or the user instead.',
    );
  }
  if (line.trim().includes('\t'))
    return malformed(showable(line), 'It holds several columns. Read the list as CSV.');
  const words = withoutOddIds(readings.filter(isWord));
  if (words.length === 0) return malformed(showable(line), 'It can be neither a session nor a user.');
  const text = cleanText(line);
  return { is: 'word', text, readings: words.sort((a, b) => rankOf(a, text) - rankOf(b, text)) };
}

/** Taken away silently, they would make another word of it. */
function whatIsBroken(line: string): string | null {
  if (line.includes(unreadable)) return 'A character in it cannot be read in the encoding of the list.';
  return controls.test(line) || halfCharacters.test(line) ? 'It holds control characters.' : null;
}

function isWord(reading: Reading): reading is WordReading {
  return (
    reading.as === 'session-handle' ||
    reading.as === 'user-id' ||
    reading.as === 'email' ||
    reading.as === 'phone' ||
    reading.as === 'third-party-id'
  );
}

/** A handle with a tenant in it is nobody's id: nothing is gained by asking for one. */
function withoutOddIds(readings: readonly WordReading[]): WordReading[] {
  const [first] = readings;
  const isHandle = first?.as === 'session-handle' && first.tenantId !== 'public';
  return isHandle ? [first] : [...readings];
}

const bareDigits = /^\d+$/;

// Ids are exact. Bare digits are an employee's number rather than a phone number, and which provider's account an id
// without one belongs to can only be guessed.
function rankOf(reading: WordReading, text: string): number {
  switch (reading.as) {
    case 'session-handle':
      return 0;
    case 'email':
      return 1;
    case 'third-party-id':
      return reading.provider === null ? 5 : 1;
    case 'phone':
      return bareDigits.test(text) && !text.startsWith('00') ? 4 : 2;
    case 'user-id':
      return 3;
  }
}

function malformed(text: string, why: string): Wanted {
  return { is: 'malformed', text, why };
}
