import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasHiddenCharacters, mixesScripts, splitHidden, visibleJson, visibleText } from './visible-text.ts';

/** Ranges of characters that never reach a screen. */
const neverShown = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xd800, 0xdfff],
  [0xe0000, 0xe007f],
] as const;

// control: visible-text
describe('a text from outside', () => {
  it.each(neverShown)('has an escape in place of each character from %i to %i', (first, last) => {
    for (let code = first; code <= last; code += 1) {
      const shown = visibleText(`a${String.fromCodePoint(code)}b`);
      expect(shown).toBe(`a\\u{${code.toString(16)}}b`);
      expect(hasHiddenCharacters(String.fromCodePoint(code))).toBe(true);
    }
  });

  it('is shown as it is where all of it shows', () => {
    for (const text of [
      'Ada Lovelace (ada@alpha.example)',
      'Zoë Łukasz',
      '山田 太郎',
      'שלום',
      'مرحبا',
      '❤️ 🚀',
      '葛\u{e0100}城',
      'नमस्ते',
    ])
      expect([visibleText(text), hasHiddenCharacters(text)]).toEqual([text, false]);
  });

  it('has an escape in place of a variation selector that selects nothing', () => {
    expect(visibleText('a\ufe0f')).toBe('a\\u{fe0f}');
    expect(visibleText('\ufe0f')).toBe('\\u{fe0f}');
    expect(visibleText('❤\ufe0f\ufe0f')).toBe('❤\ufe0f\\u{fe0f}');
  });

  it('has an escape in place of the joiners of an emoji, which could be meant or not', () => {
    expect(visibleText('👩\u200d💻')).toBe('👩\\u{200d}💻');
  });

  it('keeps the order in which it is written: the name of somebody else cannot be put in front', () => {
    const name = '\u202egnitekram\u202c';
    expect(visibleText(name)).toBe('\\u{202e}gnitekram\\u{202c}');
    expect(splitHidden(`a${name}`).map(({ text }) => text)).toEqual(['a', '\u202e', 'gnitekram', '\u202c']);
  });

  it('has nothing hidden left, whatever it was, and nothing else is changed', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u202e', '\u200b', '\0', '\ud800', 'a', '️'),
    );
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join('')),
        (text) => {
          const shown = visibleText(text);
          expect(hasHiddenCharacters(shown)).toBe(false);
          const pieces = splitHidden(text);
          expect(pieces.map((piece) => piece.text).join('')).toBe(text);
          expect(
            pieces.map((piece) => (piece.isHidden ? visibleText(piece.text) : piece.text)).join(''),
          ).toBe(shown);
        },
      ),
    );
  });
});

// control: visible-text
describe('JSON for a file', () => {
  it('has the exact data, and nothing hidden', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        for (const indent of [undefined, 2]) {
          const json = visibleJson({ value, name: '\u202eada\u{e0041}\u0085' }, indent);
          expect(hasHiddenCharacters(json.replaceAll('\n', ''))).toBe(false);
          expect(JSON.stringify(JSON.parse(json).value)).toBe(JSON.stringify(value));
          expect(JSON.parse(json).name).toBe('\u202eada\u{e0041}\u0085');
        }
      }),
    );
  });
});

// control: flagged-names
describe('letters of scripts that look alike', () => {
  it.each(['pаypal@corp.example', 'αdmin', 'the.bоss@corp.example'])('are found in one word: %s', (text) =>
    expect(mixesScripts(text)).toBe(true));

  it.each([
    'ada@alpha.example',
    'Иван Petrov',
    'иван@corp.example',
    '山田taro',
    'Zoë',
  ])('are none in %s', (text) => expect(mixesScripts(text)).toBe(false));
});
