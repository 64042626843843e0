import { describe, expect, it } from 'vitest';
import { nameNotes } from './name-notes.tsx';

const notesOf = (...names: readonly string[]) => nameNotes({ names, hasUserId: true });
const hidden = 'This name contains characters that do not show. They are written as escapes.';

// control: flagged-names
describe('a question about ending sessions', () => {
  it('says nothing of names that are what they look like', () => {
    expect(notesOf('Zoë Łukasz (ada@alpha.example)', 'acme-prod', 'Иван')).toEqual([]);
  });

  it('says that a name has characters that do not show', () => {
    expect(notesOf('acme-prod', '\u202eelpmaxe.proc@ssob.eht')).toEqual([`${hidden} Compare the user id.`]);
  });

  it('does not send to a user id that it does not have', () => {
    expect(nameNotes({ names: ['leaked \u202etxt.csv'], hasUserId: false })).toEqual([hidden]);
  });

  it('says that an address has letters of alphabets that look alike', () => {
    expect(notesOf('the.bоss@corp.example')).toEqual([
      'This name contains letters of two alphabets that look alike. Compare the user id.',
    ]);
  });
});
