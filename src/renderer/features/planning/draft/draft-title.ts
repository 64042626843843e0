import type { Draft } from '../../../../contract/domain/planning.ts';
import { pastedListName } from '../../../messages/format-list-name.ts';
import { text } from '../../../messages/text.ts';

/** The heading of a draft: "List leaked.csv", "Pasted list". */
export function draftTitle({ source }: Pick<Draft, 'source'>): string {
  if (source.type === 'rule') return text('draft.title.rule');
  return source.name === pastedListName
    ? text('draft.title.pasted')
    : text('draft.title.list', { name: source.name });
}

/** Whose sessions these are, for the question: "End 23 sessions of the list leaked.csv?" */
export function draftSubject({ source }: Pick<Draft, 'source'>): string {
  if (source.type === 'rule') return text('draft.subject.rule');
  return source.name === pastedListName
    ? text('draft.subject.pasted')
    : text('draft.subject.list', { name: source.name });
}
