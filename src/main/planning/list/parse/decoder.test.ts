import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thrownError } from '../../../../../test/unit/support/rejection.ts';
import type { ListFormat } from '../../../../contract/domain/planning/list-format.ts';
import { createDecoder } from './decoder.ts';
import { createListReader, type ListItem } from './list-reader.ts';

/** Cuts bytes at these places, as a file arrives. */
function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [...new Set(cuts.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, piece) => bytes.subarray(from, at[piece] ?? bytes.length));
}

function decode(pieces: readonly Uint8Array[]): string {
  const decoder = createDecoder();
  return pieces.map(decoder.push).join('') + decoder.end();
}

function linesOf(pieces: readonly Uint8Array[], format: ListFormat = { type: 'text' }): ListItem[] {
  const decoder = createDecoder();
  const reader = createListReader(format);
  const items = pieces.flatMap((piece) => [...reader.push(decoder.push(piece))]);
  return [...items, ...reader.push(decoder.end()), ...reader.end()];
}

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const encodings = {
  'utf-8': (text: string) => Buffer.from(text),
  'utf-8 with a mark': (text: string) => Buffer.from(`\ufeff${text}`),
  'utf-16le with a mark': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be with a mark': (text: string) => utf16be(`\ufeff${text}`),
} as const;

// Whole characters other than NUL and the replacement itself, as text has them. `x` keeps it from beginning like a PDF.
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom('\n', '\r\n', '\r', '\n\n', ' ', '"', ',', 'ada@alpha.example', 'ö', '€', '\u{1f600}'),
    ),
    { maxLength: 40 },
  )
  .map((parts) => `x${parts.join('')}`)
  .filter((text) => !/[\0\ufffd\ufeff]/.test(text));

describe('a text in any encoding, in any pieces', () => {
  it.each(Object.keys(encodings) as (keyof typeof encodings)[])('is read from %s', (encoding) => {
    fc.assert(
      fc.property(anyText, fc.array(fc.nat(), { maxLength: 8 }), (text, cuts) => {
        expect(decode(cut(encodings[encoding](text), cuts))).toBe(text);
      }),
    );
  });

  it('gives the same lines in each of them', () => {
    fc.assert(
      fc.property(anyText, fc.array(fc.nat(), { maxLength: 8 }), (text, cuts) => {
        const expected = linesOf([Buffer.from(text)]);
        for (const encode of Object.values(encodings))
          expect(linesOf(cut(encode(text), cuts))).toEqual(expected);
      }),
    );
  });

  it('is read from UTF-16 without a mark when it is mostly ASCII', () => {
    const text = 'ada@alpha.example\r\nbödön@beta.example\r\n';
    expect(decode([Buffer.from(text, 'utf16le')])).toBe(text);
    expect(decode([utf16be(text)])).toBe(text);
  });

  it('is read from windows-1252 when it is not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('J\u00f6rg,5 ', 'latin1'), Uint8Array.of(0x80, 0x97, 0x81)]);
    expect(decode([bytes])).toBe('Jörg,5 €—\u0081');
  });

  it('stays UTF-8 when a character is cut by the end of what is looked at', () => {
    const text = `${'x'.repeat(64 * 1_024 - 1)}ö and more`;
    expect(decode([Buffer.from(text)])).toBe(text);
  });

  it('replaces nothing without a trace when a byte is broken later', () => {
    const good = Buffer.from('ada@alpha.example\n'.repeat(5_000));
    const lines = decode([good, Uint8Array.of(0x62, 0xff, 0x62, 0x0a), good]).split('\n');
    expect(lines[5_000]).toBe('b\ufffdb');
    expect(lines[5_001]).toBe('ada@alpha.example');
  });
});

describe('a list', () => {
  it.each([
    ['a workbook', Uint8Array.of(0x50, 0x4b, 0x03, 0x04, 1, 2), 'zip'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'pdf'],
    ['an old workbook', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1), 'office'],
    ['a program', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0x20, 0x61), 'binary'],
  ])('that is %s is refused before anything is looked up', (_what, bytes, kind) => {
    expect(thrownError(() => decode([bytes]))).toMatchObject({ reason: 'not-text', params: { kind } });
  });
});
