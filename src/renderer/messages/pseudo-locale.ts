import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';

const accents: Readonly<Record<string, string>> = Object.fromEntries(
  [...'AaBbCcDdEeGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz'].map((letter, at) => [
    letter,
    [...'ÅåƁƀÇçÐðÉéĜĝĤĥÎîĴĵĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž'][at] ?? letter,
  ]),
);

/** How much longer translations of English texts are: a third, and one mark at each end that shows a cut. */
const growth = 0.33;

/** The message with its literal text accented and a third longer, between brackets; its values stay as they are. */
export function pseudoMessage(message: string): MessageFormatElement[] {
  return [literal('['), ...parse(message).map(pseudoElement), literal(']')];
}

function pseudoElement(element: MessageFormatElement): MessageFormatElement {
  switch (element.type) {
    case TYPE.literal:
      return literal(pseudoText(element.value));
    case TYPE.plural:
    case TYPE.select:
      return {
        ...element,
        options: Object.fromEntries(
          Object.entries(element.options).map(([name, option]) => [
            name,
            { ...option, value: option.value.map(pseudoElement) },
          ]),
        ),
      };
    case TYPE.tag:
      return { ...element, children: element.children.map(pseudoElement) };
    default:
      return element;
  }
}

function literal(value: string): MessageFormatElement {
  return { type: TYPE.literal, value };
}

function pseudoText(text: string): string {
  const accented = [...text].map((letter) => accents[letter] ?? letter).join('');
  const letters = text.replace(/[^A-Za-z]/g, '').length;
  return `${accented}${'·'.repeat(Math.floor(letters * growth))}`;
}
