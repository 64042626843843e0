import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import type { AppError } from '../../contract/errors.ts';
import { catalogue, type MessageKey } from './catalogue.ts';
import { messageFormat, text } from './text.ts';

/** An error as it is shown. */
export interface ErrorText {
  /** What happened, one sentence. */
  readonly message: string;
  /** What it means for the sessions, and what to do. */
  readonly hint: string | null;
  /** Values of the error that its sentences do not say: a path, a status, what the system called it. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** The texts of an error: those of its reason where it has one that is known here, else those of its code. */
export function formatError(error: Pick<AppError, 'code' | 'reason' | 'params'>): ErrorText {
  const { code, reason, params = {} } = error;
  const key = reason === undefined ? (`error.${code}` as const) : (`error.${reason}` as const);
  const message = textIfComplete(key, params);
  // A stored error can be of another version, with other values.
  if (message === null) return { message: text(`error.${code}`), hint: text(`hint.${code}`), facts: [] };
  const hintKey: string = `hint.${reason ?? code}`;
  const hint = isMessageKey(hintKey) ? hintKey : null;
  const said = new Set([key, ...(hint === null ? [] : [hint])].flatMap(namesIn));
  return {
    message,
    hint: hint === null ? null : textIfComplete(hint, params),
    facts: Object.entries(params).flatMap(([name, value]) => (said.has(name) ? [] : [[name, String(value)]])),
  };
}

function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(catalogue, key);
}

function textIfComplete(key: MessageKey, params: Readonly<Record<string, string | number>>): string | null {
  return namesIn(key).every((name) => Object.hasOwn(params, name)) ? text(key, params) : null;
}

function namesIn(key: MessageKey): string[] {
  const names = (elements: readonly MessageFormatElement[]): string[] =>
    elements.flatMap((element) => [
      ...('value' in element && element.type !== 0 ? [String(element.value)] : []),
      ...('options' in element && 'offset' in element
        ? Object.values(element.options).flatMap((option) => names(option.value))
        : []),
    ]);
  return names(messageFormat(key).getAst());
}
