import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { catalogue, type MessageKey } from '../../src/renderer/messages/catalogue.ts';

type Values = Readonly<Record<string, string | number>>;

/**
 * Matches the text of a message as a whole: with these values, and with any value where none is given. So a text that is
 * changed in the catalogue is found as before.
 */
export function phrase(key: MessageKey, values: Values = {}): RegExp {
  return new RegExp(`^${sourceOf(parse(catalogue[key]), values)}$`);
}

/** The same beside other sentences. */
export function sentence(key: MessageKey, values: Values = {}): RegExp {
  return new RegExp(sourceOf(parse(catalogue[key]), values));
}

function sourceOf(elements: readonly MessageFormatElement[], values: Values): string {
  return elements.map((element) => elementSource(element, values)).join('');
}

function elementSource(element: MessageFormatElement, values: Values): string {
  switch (element.type) {
    case TYPE.literal:
      return escaped(element.value);
    case TYPE.pound:
      return '[\\d,]+';
    case TYPE.plural:
    case TYPE.select:
      return `(?:${Object.values(element.options)
        .map(({ value }) => sourceOf(value, values))
        .join('|')})`;
    case TYPE.tag:
      return sourceOf(element.children, values);
    default: {
      const value = values[element.value];
      return value === undefined ? '.+' : escaped(value.toLocaleString('en-US'));
    }
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
