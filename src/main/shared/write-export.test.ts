import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRecordReader } from '../planning/list/parse/record-reader.ts';
import { csvRecord, type ExportRow, writeExport } from './write-export.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-export-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function* from(rows: readonly ExportRow[]): AsyncGenerator<ExportRow> {
  yield* rows;
}

const never = new AbortController().signal;
const columns = ['line', 'text', 'created'];

describe('an export', () => {
  it('is CSV that spreadsheets read: a byte order mark, CRLF, quotes where they are needed', async () => {
    const path = join(folder, 'out.csv');
    const rows = [
      { line: 1, text: 'ada "the first", ö', created: null },
      { text: '=cmd()', line: 2, created: '2026-01-01T00:00:00.000Z', other: 'not asked for' },
    ];
    const written = await writeExport({ path, format: 'csv', columns, rows: from(rows), signal: never });
    const text = await readFile(path, 'utf8');
    expect(text).toBe(
      '\ufeffline,text,created\r\n1,"ada ""the first"", ö",\r\n2,\'=cmd(),2026-01-01T00:00:00.000Z\r\n',
    );
    expect(written).toEqual({ path, rows: 2, bytes: Buffer.byteLength(text) });
    expect(await readdir(folder)).toEqual(['out.csv']);
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it('is JSON lines, as the values are', async () => {
    const path = join(folder, 'out.jsonl');
    const rows = from([{ line: 1, text: '=1+1\n' }]);
    await writeExport({ path, format: 'json-lines', columns, rows, signal: never });
    expect(await readFile(path, 'utf8')).toBe('{"line":1,"text":"=1+1\\n","created":null}\n');
  });

  it('leaves nothing behind when it is stopped', async () => {
    const controller = new AbortController();
    async function* stopping(): AsyncGenerator<ExportRow> {
      yield { line: 1 };
      controller.abort();
      yield { line: 2 };
    }
    const path = join(folder, 'out.csv');
    const writing = writeExport({
      path,
      format: 'csv',
      columns,
      rows: stopping(),
      signal: controller.signal,
    });
    await expect(writing).rejects.toMatchObject({ error: { code: 'aborted' } });
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves the file that was there when the new one cannot be written to its end', async () => {
    const path = join(folder, 'out.csv');
    await writeExport({ path, format: 'csv', columns, rows: from([{ line: 1 }]), signal: never });
    async function* failing(): AsyncGenerator<ExportRow> {
      yield { line: 2 };
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    }
    const writing = writeExport({ path, format: 'csv', columns, rows: failing(), signal: never });
    await expect(writing).rejects.toThrow('export-disk-full');
    expect(await readFile(path, 'utf8')).toContain('1,,\r\n');
    expect(await readdir(folder)).toEqual(['out.csv']);
  });

  it('says when the folder is gone', async () => {
    const path = join(folder, 'gone', 'out.csv');
    const writing = writeExport({ path, format: 'csv', columns, rows: from([]), signal: never });
    await expect(writing).rejects.toThrow('export-folder-gone');
  });

  it('never has a cell that a spreadsheet would run, whichever delimiter it expects', () => {
    const piece = fc.oneof(
      fc.constantFrom('=', '+', '-', '@', '＝', '"', ',', ';', '|', '\t', '\r', '\n', ' ', '""', 'a', '1'),
      fc.string({ maxLength: 3 }),
    );
    const cell = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (values) => {
        const names = values.map((_, at) => `${at}`);
        const record = csvRecord(names, Object.fromEntries(values.map((value, at) => [`${at}`, value])));
        for (const begin of record.split(/[,;|\t\r\n]/)) expect(begin).not.toMatch(/^"*[=+\-@＝＋－＠]/);
        for (const begin of readRecord(record)) expect(begin).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      }),
      { numRuns: 1_000 },
    );
  });
});

function readRecord(text: string): string[] {
  const reader = createRecordReader(',', 1_000_000, () => true);
  const records = [...reader.push(text), ...reader.end()];
  expect(records.length).toBeLessThan(2);
  return records.flatMap(({ cells }) => cells.map((cell) => cell ?? ''));
}
