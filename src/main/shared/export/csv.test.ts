import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasHiddenCharacters, visibleText } from '../../../contract/domain/text/visible-text.ts';
import { createRecordReader } from '../../planning/list/parse/record-reader.ts';
import { csvRecord } from './csv.ts';

/** What a spreadsheet may skip before it looks for a formula: blanks, quotes, and whatever does not show. */
const skipped = /[\s"\p{Cc}\p{Default_Ignorable_Code_Point}]/gu;
const formula = /^[=+\-@\t\r＝＋－＠﹢﹣﹦﹫−]/;

const piece = fc.oneof(
  fc.constantFrom(...'=+-@＝＋－＠﹦",;|\t\r\n \0\u00a0\u3000\u200b\u200f\u202e\u2060\ufeff\u00ad\u0085a1\''),
  fc.string({ maxLength: 3, unit: 'binary' }),
);
const cell = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));

function toRecord(values: readonly string[]): string {
  return csvRecord(
    values.map((_, at) => `${at}`),
    Object.fromEntries(values.map((value, at) => [`${at}`, value])),
  );
}

function readRecord(text: string): string[] {
  const reader = createRecordReader(',', 1_000_000, () => true);
  const records = [...reader.push(text), ...reader.end()];
  expect(records.length).toBeLessThan(2);
  return records.flatMap(({ cells }) => cells.map((value) => value ?? ''));
}

describe('a cell of an exported file', () => {
  // control: no-formulas
  it.each([
    '=cmd()',
    '\0=cmd()',
    '\u200b=cmd()',
    '\ufeff\u2060=cmd()',
    '   \u00a0  \u3000            =cmd()',
    '\t=cmd()',
    '\r\n+1',
    'a,\u200e   "  @SUM(1)',
    '\u00ad\u202e－1',
  ])('is text for a spreadsheet: %j', (value) => {
    const record = toRecord([value]);
    for (const begin of record.slice(0, -2).split(/[,;|\t\r\n]/))
      expect(begin.replace(skipped, '')).not.toMatch(formula);
  });

  // control: no-formulas
  it('is never one that a spreadsheet would run, whichever delimiter it expects and whatever it skips', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (values) => {
        const record = toRecord(values);
        for (const begin of [...record.slice(0, -2).split(/[,;|\t\r\n]/), ...readRecord(record)])
          expect(begin.replace(skipped, '')).not.toMatch(formula);
        expect(hasHiddenCharacters(record.slice(0, -2))).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is read back as it is shown, but for the apostrophes before what would be run', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (values) => {
        const withoutApostrophes = (text: string) => text.replaceAll("'", '');
        expect(readRecord(toRecord(values)).map(withoutApostrophes)).toEqual(
          values.map((value) => withoutApostrophes(visibleText(value))),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('that runs nothing is read back exactly', () => {
    const value = 'Łukasz O\'Neill "the first", 12; user|agent – שלום';
    expect(readRecord(toRecord([value, 'x']))).toEqual([value, 'x']);
  });
});
