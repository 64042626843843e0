import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import type { ExportRow } from './csv.ts';
import { writeExport } from './write-export.ts';

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
    const rows = from([{ line: 1, text: '=1+1\n\u202eada' }]);
    await writeExport({ path, format: 'json-lines', columns, rows, signal: never });
    expect(await readFile(path, 'utf8')).toBe('{"line":1,"text":"=1+1\\n\\u202eada","created":null}\n');
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
    expect(await errorOf(writing)).toMatchObject({ reason: 'export-disk-full' });
    expect(await readFile(path, 'utf8')).toContain('1,,\r\n');
    expect(await readdir(folder)).toEqual(['out.csv']);
  });

  it('says when the folder is gone', async () => {
    const path = join(folder, 'gone', 'out.csv');
    const writing = writeExport({ path, format: 'csv', columns, rows: from([]), signal: never });
    expect(await errorOf(writing)).toMatchObject({ reason: 'export-folder-gone' });
  });
});

// control: new-export-files
describe('an export into a folder in which others have put files and links', () => {
  const head = () => ({
    path: join(folder, 'out.head.json'),
    value: async () => ({ reason: 'stolen laptop' }),
  });
  const exportTo = (path: string, rows = from([{ line: 1 }])) =>
    writeExport({ path, format: 'csv', columns, rows, head: head(), signal: never });

  it('leaves a file alone that has the name of a part', async () => {
    const path = join(folder, 'out.csv');
    await writeFile(`${path}.part`, 'somebody else wrote this');
    await writeFile(join(folder, 'out.head.json.part'), 'and this');
    await exportTo(path);
    expect(await readFile(`${path}.part`, 'utf8')).toBe('somebody else wrote this');
    expect(await readFile(join(folder, 'out.head.json.part'), 'utf8')).toBe('and this');
  });

  it('never writes through a link: the link is replaced, what it leads to stays', async () => {
    const foreign = join(folder, 'foreign.txt');
    await writeFile(foreign, 'not to be written');
    const [path, part] = [join(folder, 'out.csv'), join(folder, 'out.csv.part')];
    for (const link of [path, part, join(folder, 'out.head.json'), join(folder, 'out.head.json.part')])
      await symlink(foreign, link);
    await exportTo(path);
    expect(await readFile(foreign, 'utf8')).toBe('not to be written');
    expect(await readlink(part)).toBe(foreign);
    for (const name of ['out.csv', 'out.head.json'])
      expect((await lstat(join(folder, name))).isFile()).toBe(true);
  });

  it('is for the user alone, whatever the umask is, while it is written and afterwards', async () => {
    const umask = process.umask(0);
    try {
      const path = join(folder, 'out.csv');
      const modes: number[] = [];
      async function* looking(): AsyncGenerator<ExportRow> {
        for (const name of await readdir(folder)) modes.push((await stat(join(folder, name))).mode & 0o777);
        yield { line: 1 };
      }
      await exportTo(path, looking());
      for (const name of await readdir(folder)) modes.push((await stat(join(folder, name))).mode & 0o777);
      expect(modes).toEqual([0o600, 0o600, 0o600, 0o600]);
    } finally {
      process.umask(umask);
    }
  });

  it('that fails leaves nothing behind, and an older head as it was', async () => {
    async function* failing(): AsyncGenerator<ExportRow> {
      yield { line: 2 };
      throw Object.assign(new Error('broken'), { code: 'EIO' });
    }
    await writeFile(head().path, 'an older head');
    expect(await errorOf(exportTo(join(folder, 'out.csv'), failing()))).toMatchObject({
      reason: 'export-disk-error',
    });
    expect(await readdir(folder)).toEqual(['out.head.json']);
    expect(await readFile(head().path, 'utf8')).toBe('an older head');
  });

  it('onto a folder leaves neither rows nor head', async () => {
    const path = join(folder, 'out.csv');
    await mkdir(join(path, 'inside'), { recursive: true });
    expect(await errorOf(exportTo(path))).toMatchObject({ code: 'internal' });
    expect(await readdir(folder)).toEqual(['out.csv']);
  });
});
