import { type MessageFormatElement, TYPE } from '@formatjs/icu-messageformat-parser';

/** The values that a parsed message names, tags included, each once. */
export function namesIn(elements: readonly MessageFormatElement[]): ReadonlySet<string> {
  return new Set(elements.flatMap(namesOf));
}

function namesOf(element: MessageFormatElement): string[] {
  switch (element.type) {
    case TYPE.literal:
    case TYPE.pound:
      return [];
    case TYPE.plural:
    case TYPE.select:
      return [
        element.value,
        ...Object.values(element.options).flatMap(({ value }) => value.flatMap(namesOf)),
      ];
    case TYPE.tag:
      return [element.value, ...element.children.flatMap(namesOf)];
    default:
      return [element.value];
  }
}
