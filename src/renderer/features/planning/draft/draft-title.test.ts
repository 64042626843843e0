import { expect, it } from 'vitest';
import { exampleDraft } from '../../../../../test/unit/support/example-draft.ts';
import { draftTitle } from './draft-title.ts';

it('a draft has the name of its file as its title, unless the list was pasted', () => {
  const format = { type: 'text' } as const;
  expect(draftTitle(exampleDraft())).toBe('List leaked.csv');
  expect(draftTitle(exampleDraft({ source: { type: 'list', name: 'pasted', format } }))).toBe('Pasted list');
});
