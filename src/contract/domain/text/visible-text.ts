/**
 * Characters that do not show, or that reorder what is beside them: control characters, lone surrogates, line and paragraph
 * separators, everything that Unicode says may be ignored when it is displayed (bidirectional and zero-width characters, soft
 * hyphens, fillers, tags), and a few that are blank without being a space. Joiners inside of emoji and of Indic words are
 * among them: they are shown as escapes too, because nobody can see where one is meant. A variation selector is none where
 * it does its work: behind a pictograph or a Han character.
 */
const hidden =
  /[\p{Cc}\p{Cs}\u2028\u2029\u2800\ufff9-\ufffb]|(?![\ufe00-\ufe0f\u{e0100}-\u{e01ef}])\p{Default_Ignorable_Code_Point}|(?<![\p{Extended_Pictographic}\p{Script=Han}])[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

const plain = /^[\x20-\x7e]*$/;

export function hasHiddenCharacters(text: string): boolean {
  return !plain.test(text) && text.search(hidden) >= 0;
}

/** A text from outside, as people see it: `\u{202e}` in place of a character that does not show. */
export function visibleText(text: string): string {
  return plain.test(text) ? text : text.replace(hidden, escapeOf);
}

/** What `visibleText` writes in place of a hidden character. */
export function escapeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Quotation marks, what looks like one, and single ones that look like one together. */
const quotes =
  /["\u00ab\u00bb\u02ba\u02dd\u02ee\u201c-\u201f\u2033\u2036\u2039\u203a\u275d\u275e\u301d-\u301f\uff02]|['`\u00b4\u02b9\u02bc\u02c8\u2018-\u201b\u2032\u2035\uff07]{2,}/gu;

/** A name between quotation marks in a question: nothing of it can look like the end of the name, or the question go on in it. */
export function quotedName(name: string): string {
  return `“${visibleText(name).replace(quotes, (found) => Array.from(found, escapeOf).join(''))}”`;
}

/** The text in pieces: each hidden character is one of its own. */
export function splitHidden(text: string): readonly { readonly text: string; readonly isHidden: boolean }[] {
  const pieces: { text: string; isHidden: boolean }[] = [];
  let end = 0;
  for (const { 0: character, index } of text.matchAll(hidden)) {
    if (index > end) pieces.push({ text: text.slice(end, index), isHidden: false });
    pieces.push({ text: character, isHidden: true });
    end = index + character.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), isHidden: false });
  return pieces;
}

/** JSON with the exact data, in which hidden characters are escaped as JSON does it. */
export function visibleJson(value: unknown, indent?: number): string {
  return escapeHidden(JSON.stringify(value, null, indent) ?? 'null');
}

/** A text of JSON with the same data, in which hidden characters are escaped. */
export function escapeHidden(json: string): string {
  if (plain.test(json)) return json;
  return json.replace(hidden, (character) =>
    // The line breaks of the indentation are outside of strings, where nothing can be escaped.
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, at) => unitOf(character, at)).join(''),
  );
}

function unitOf(character: string, at: number): string {
  return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
}

/** Scripts whose letters look like those of another one. */
const confusable = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];

/** Whether a word has letters of two scripts that look alike: `pаypal` with a Cyrillic а. */
export function mixesScripts(text: string): boolean {
  if (plain.test(text)) return false;
  return text
    .split(/[^\p{L}\p{M}]+/u)
    .some((word) => confusable.filter((script) => script.test(word)).length > 1);
}
