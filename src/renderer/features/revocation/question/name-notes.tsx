import { hasHiddenCharacters, mixesScripts } from '../../../../contract/domain/text/visible-text.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { text } from '../../../messages/text.ts';
import classes from './question.module.css';

interface NameNotesProps {
  /** Whom and what the question names. */
  readonly names: readonly string[];
  /** The question has the id of the user, which can be compared. */
  readonly hasUserId: boolean;
}

/** Says that a name could be taken for another one, before sessions are ended by it. */
export function NameNotes(props: NameNotesProps) {
  return nameNotes(props).map((note) => (
    <p key={note} role="note" className={classes.warn}>
      {note}
    </p>
  ));
}

/** What is to be said of these names. */
export function nameNotes({ names, hasUserId }: NameNotesProps): readonly string[] {
  const keys: readonly MessageKey[] = [
    ...(names.some(hasHiddenCharacters) ? (['question.hidden-characters'] as const) : []),
    ...(names.some(mixesScripts) ? (['question.mixed-scripts'] as const) : []),
  ];
  return keys.map((key) => (hasUserId ? `${text(key)} ${text('question.compare-user-id')}` : text(key)));
}
