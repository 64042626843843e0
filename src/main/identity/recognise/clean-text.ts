// Marks that are invisible and come along when text is copied: zero-width ones, direction marks, soft hyphens, byte
// order marks. None can be part of an id, an address or a number that someone means to search for.
const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
// Half of a character: no address on the wire can carry it.
const loneSurrogates = /\p{Surrogate}/gu;
const unusualSpaces = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;

const wrappings: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['<', '>'],
  ['“', '”'],
];

/** What was meant by a pasted text: without invisible marks, control characters, and quotes around the whole. */
export function cleanText(text: string): string {
  const plain = text
    .replace(invisible, '')
    .replace(controls, '')
    .replace(loneSurrogates, '')
    .replace(unusualSpaces, ' ')
    .trim();
  return unwrap(plain.replace(/^(?:mailto|tel):/i, ''));
}

function unwrap(text: string): string {
  for (const [open, close] of wrappings) {
    if (text.length > 2 && text.startsWith(open) && text.endsWith(close)) return text.slice(1, -1).trim();
  }
  return text;
}
