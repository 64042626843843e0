import { hasHiddenCharacters, mixesScripts } from '../../../../contract/domain/text/visible-text.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { text } from '../../../messages/text.ts';
import classes from './question.module.css';

interface NameNotesProps {
  /** Whom and what the question names. */
  readonly names: readonly string[];
}

/** Says that a name could be taken for another one, before sessions are ended by it. */
export function NameNotes({ names }: NameNotesProps) {
  return noteKeys(names).map((key) => (
    <p key={key} role="note" className={classes.warn}>
      {text(key)}
    </p>
  ));
}

/** What is to be said of these names. */
export function noteKeys(names: readonly string[]): readonly MessageKey[] {
  return [
    ...(names.some(hasHiddenCharacters) ? (['question.hidden-characters'] as const) : []),
    ...(names.some(mixesScripts) ? (['question.mixed-scripts'] as const) : []),
  ];
}
