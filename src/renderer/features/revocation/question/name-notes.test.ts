import { describe, expect, it } from 'vitest';
import { noteKeys } from './name-notes.tsx';

// control: flagged-names
describe('a question about ending sessions', () => {
  it('says nothing of names that are what they look like', () => {
    expect(noteKeys(['Zoë Łukasz (ada@alpha.example)', 'acme-prod', 'Иван'])).toEqual([]);
  });

  it('says that a name has characters that do not show', () => {
    expect(noteKeys(['acme-prod', '\u202eelpmaxe.proc@ssob.eht'])).toEqual(['question.hidden-characters']);
  });

  it('says that an address has letters of alphabets that look alike', () => {
    expect(noteKeys(['the.bоss@corp.example'])).toEqual(['question.mixed-scripts']);
  });
});
