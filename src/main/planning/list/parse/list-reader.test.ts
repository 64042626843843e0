import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListFormat } from '../../../../contract/domain/planning/list-format.ts';
import { createListReader, type ListItem } from './list-reader.ts';
import { createRecordReader } from './record-reader.ts';

function read(format: ListFormat, ...pieces: readonly string[]): ListItem[] {
  const reader = createListReader(format);
  return [...pieces.flatMap((piece) => [...reader.push(piece)]), ...reader.end()];
}

function texts(items: readonly ListItem[]): string[] {
  return items.flatMap((item) => (item.type === 'text' ? [item.text] : []));
}

const csv = (column: number, header = false, delimiter: ',' | ';' | '\t' | '|' = ','): ListFormat => ({
  type: 'csv',
  delimiter,
  header,
  column,
});

describe('a list as text', () => {
  const text: ListFormat = { type: 'text' };

  it('has one item a line, however lines end, and counts blank ones', () => {
    expect(read(text, 'a\nb\r\n', 'c\r', '\n\n d \re')).toEqual([
      { type: 'text', line: 1, text: 'a' },
      { type: 'text', line: 2, text: 'b' },
      { type: 'text', line: 3, text: 'c' },
      { type: 'blank', line: 4 },
      { type: 'text', line: 5, text: 'd' },
      { type: 'text', line: 6, text: 'e' },
    ]);
  });

  it('minds no commas and semicolons at the end', () => {
    expect(texts(read(text, '"a",\n\'b\';\nc , \n;\n'))).toEqual(['"a"', "'b'", 'c']);
  });

  it('says that a line is too long, shows nothing of it, and goes on', () => {
    const items = read(text, 'a\n', ...Array.from({ length: 70 }, () => 'x'.repeat(1_024)), '\nb');
    expect(items).toMatchObject([
      { text: 'a' },
      { type: 'malformed', line: 2, reason: { code: 'line-too-long' } },
      { line: 3, text: 'b' },
    ]);
  });
});

describe('a list as CSV', () => {
  it('gives the chosen column, with line breaks, delimiters and quotes inside quotes', () => {
    const items = read(csv(1, true), 'id,user\r\n1,"a, ""b"""\r\n2,"c\r\nd"\r\n3,e\r\n');
    expect(items).toEqual([
      { type: 'text', line: 2, text: 'a, "b"' },
      { type: 'text', line: 3, text: 'c\r\nd' },
      { type: 'text', line: 5, text: 'e' },
    ]);
  });

  it.each([';', '\t', '|'] as const)('takes %j between columns', (delimiter) => {
    expect(texts(read(csv(1, false, delimiter), `x${delimiter}a\ny${delimiter}b`))).toEqual(['a', 'b']);
  });

  it('takes quotes in the middle of a cell for what they are', () => {
    expect(texts(read(csv(0), 'a"b,1\n"c"d,2\n "e" ,3\n5" tall,4'))).toEqual(['a"b', 'c"d', 'e', '5" tall']);
  });

  it('loses only the line of a quote that has no end', () => {
    expect(read(csv(0), 'a\nb\n"c\nd\ne')).toEqual([
      { type: 'text', line: 1, text: 'a' },
      { type: 'text', line: 2, text: 'b' },
      { type: 'malformed', line: 3, text: '', reason: { code: 'quote-not-closed', count: null } },
      { type: 'text', line: 4, text: 'd' },
      { type: 'text', line: 5, text: 'e' },
    ]);
  });

  it('loses only the line of a stray quote when quotes of lines behind it seem to end it', () => {
    const items = read(csv(1, true), 'n,user\n1,"stray\n2,"b"\n"3",c\n4,",d"\n5,"e\n""f"\n6,g\n');
    expect(items.filter(({ type }) => type === 'malformed')).toMatchObject([{ line: 2 }]);
    expect(texts(items)).toEqual(['b', 'c', ',d', 'e\n"f', 'g']);
  });

  it('loses only the line of a stray quote when the record would have other columns with it', () => {
    expect(texts(read(csv(0), 'a,1\n"b,2\n",c",3\nd,4'))).toEqual(['a', ',c', 'd']);
  });

  it('looks no further for the end of a quote than a line can be long', () => {
    const behind = Array.from({ length: 200_000 }, (_, n) => `${n},x\n`).join('');
    const items = read(csv(0), 'a,"stray\n', behind.slice(0, 300_000), behind.slice(300_000), '"');
    expect(items[0]).toMatchObject({ type: 'malformed', line: 1 });
    expect(items).toHaveLength(200_002);
    expect(items.at(-2)).toEqual({ type: 'text', line: 200_001, text: '199999' });
  });

  describe('with one broken record', () => {
    const text = fc
      .tuple(
        fc.constantFrom('a', 'ada@alpha.example', 'é'),
        fc.array(fc.constantFrom('b', ',', '"', '\n', '\r\n', ' ')),
      )
      .map(([first, more]) => first + more.join(''));
    const cell = fc.oneof(
      text.map((value) => ({ value, written: `"${value.replaceAll('"', '""')}"` })),
      fc.constantFrom('x', 'a b', '', ' y').map((value) => ({ value: value.trim(), written: value })),
    );
    const record = fc
      .tuple(cell, cell, cell)
      .map((cells) =>
        cells.map(({ value, written }) => ({ value, written: written === '' ? '""' : written })),
      );
    // One quote too many or too few, at its beginning, in the middle or at its end.
    const broken = fc.constantFrom(
      'bad,"bad,bad',
      '"bad,bad,bad',
      'bad,bad,"',
      'bad,"bad"",bad',
      'b"ad,bad,bad',
      'bad,"bad"bad,bad',
      'bad,bad"',
      '"bad,"bad",bad',
    );

    it.each(['\n', '\r\n', '\r'])('all others are read as if it were not there, cut anywhere: %j', (end) => {
      const inEnds = (value: string) => value.replaceAll(/\r\n|\n/g, end);
      fc.assert(
        fc.property(
          fc.array(record, { minLength: 1, maxLength: 12 }),
          fc.array(record, { maxLength: 12 }),
          broken,
          fc.array(fc.nat()),
          (before, after, bad, cuts) => {
            const write = (cells: typeof before) =>
              cells.map((one) => inEnds(one.map(({ written }) => written).join(',')) + end).join('');
            const list = write(before) + bad + end + write(after);
            const at = [...new Set(cuts.map((place) => place % (list.length + 1)))].sort((x, y) => x - y);
            const pieces = [0, ...at].map((from, piece) => list.slice(from, at[piece] ?? list.length));
            const reader = createRecordReader(',', 1_000, () => true);
            const records = [...pieces.flatMap((piece) => [...reader.push(piece)]), ...reader.end()];
            records.splice(before.length, 1);
            expect(records.map(({ cells }) => cells.map((one) => one?.trim()))).toEqual(
              [...before, ...after].map((one) => one.map(({ value }) => inEnds(value).trim())),
            );
            const lines = (cells: typeof before) =>
              cells.map((one) => inEnds(one.map(({ written }) => written).join('')).split(end).length);
            let begin = 1;
            const begins = [...lines(before), 1, ...lines(after)].map((count) => {
              begin += count;
              return begin - count;
            });
            begins.splice(before.length, 1);
            expect(records.map(({ line }) => line)).toEqual(begins);
          },
        ),
        { numRuns: 1_000 },
      );
    });
  });

  it('says where the chosen column is missing or empty, and counts rows without anything', () => {
    expect(read(csv(1), 'a,b\nc\n,,\n\nd, \n')).toEqual([
      { type: 'text', line: 1, text: 'b' },
      { type: 'malformed', line: 2, text: '', reason: { code: 'column-missing', count: 1 } },
      { type: 'blank', line: 3 },
      { type: 'blank', line: 4 },
      { type: 'malformed', line: 5, text: '', reason: { code: 'column-empty', count: null } },
    ]);
  });

  it('says that a record is too long, and goes on', () => {
    const long = `"${'x'.repeat(70_000)}",1\nb,2`;
    expect(read(csv(0), long)).toMatchObject([
      { type: 'malformed', line: 1 },
      { line: 2, text: 'b' },
    ]);
  });

  it('reads back whatever was written with quotes, cut anywhere', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc
        .array(fc.constantFrom('"', ',', ';', '\n', '\r\n', ' ', '=', 'a', "'", '\t'))
        .map((parts) => parts.join('')),
    );
    const toRecord = (cells: readonly string[]) =>
      `${cells.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')}\r\n`;
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell)), fc.array(fc.nat()), (rows, cuts) => {
        const text = [['a', 'b', 'c'], ...rows].map(toRecord).join('');
        const at = [...new Set(cuts.map((place) => place % (text.length + 1)))].sort((x, y) => x - y);
        const pieces = [0, ...at].map((from, piece) => text.slice(from, at[piece] ?? text.length));
        const reader = createRecordReader(',', 1_000_000, () => true);
        const records = [...pieces.flatMap((piece) => [...reader.push(piece)]), ...reader.end()];
        expect(records.slice(1).map(({ cells }) => cells)).toEqual(rows);
      }),
    );
  });
});

describe('a list as JSON lines', () => {
  const at = (path: string): ListFormat => ({ type: 'json-lines', path });

  it('takes texts, and what objects have at the path', () => {
    const items = read(at('user.id'), '"a"\n{"user":{"id":"b"}}\n{"user":{"id":42}}\n{"user.id":"c"}\n');
    expect(texts(items)).toEqual(['a', 'b', '42', 'c']);
  });

  it('takes a number as it is written, whatever digits it has', () => {
    const items = read(
      at('id'),
      '{"id":9007199254740993}\n{"id":-1234567890123456789}\n1234567890123456789\n',
    );
    expect(texts(items)).toEqual(['9007199254740993', '-1234567890123456789', '1234567890123456789']);
  });

  it('says of each bad line what is wrong, and goes on', () => {
    const items = read(at('id'), '{"id":\n{"other":1}\n[]\n{"id":1.5}\n{"id":" "}\n{"id":"a"}');
    expect(items).toMatchObject([
      { type: 'malformed', line: 1, reason: { code: 'not-json' } },
      { type: 'malformed', line: 2, reason: { code: 'no-text' } },
      { type: 'malformed', line: 3 },
      { type: 'malformed', line: 4, reason: { code: 'no-text' } },
      { type: 'malformed', line: 5, reason: { code: 'empty-text' } },
      { type: 'text', line: 6, text: 'a' },
    ]);
  });

  // control: no-tokens-stored
  it('lets nothing of a token into what it tells of a bad line', () => {
    const piece = 'Ab9_'.repeat(40);
    const [item] = read(at('id'), `{"token":"${piece}", oops`);
    expect(JSON.stringify(item)).not.toContain('Ab9_Ab9_');
  });

  it('is not led astray by names that every object has', () => {
    expect(read(at('__proto__.constructor.name'), '{}')).toMatchObject([{ type: 'malformed' }]);
  });
});
