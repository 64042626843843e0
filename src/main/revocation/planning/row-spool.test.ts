import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRowSpool, type RowSpool } from './row-spool.ts';

let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-spool-'));
});
afterAll(() => rm(folder, { recursive: true }));

function newFile(): string {
  files += 1;
  return join(folder, 'drafts', `${files}.jsonl`);
}

interface Row {
  readonly text: string;
}

async function collect(spool: RowSpool<Row>, mask = 0, value = 0) {
  const rows = [];
  for await (const row of spool.rows({ mask, value })) rows.push(row);
  return rows;
}

describe('rows on disk', () => {
  it('page as an array does, whatever is filtered, drained or overridden', async () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('append' as const),
        text: fc.string({ unit: 'grapheme' }),
        flags: fc.nat(3),
      }),
      fc.record({ do: fc.constant('many' as const), count: fc.nat(150), flags: fc.nat(3) }),
      fc.record({ do: fc.constant('drain' as const) }),
      fc.record({ do: fc.constant('override' as const), at: fc.nat(), text: fc.string() }),
      fc.record({ do: fc.constant('flags' as const), at: fc.nat(), flags: fc.nat(3) }),
      fc.record({
        do: fc.constant('page' as const),
        mask: fc.nat(3),
        value: fc.nat(3),
        offset: fc.nat(300),
        limit: fc.integer({ min: 1, max: 200 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const spool = await openRowSpool<Row>(newFile());
        const rows: { index: number; row: Row; flags: number }[] = [];
        const append = (text: string, flags: number) => {
          spool.append({ text }, flags);
          rows.push({ index: rows.length, row: { text }, flags });
        };
        for (const one of steps) {
          if (one.do === 'append') append(one.text, one.flags);
          if (one.do === 'many') for (let i = 0; i < one.count; i++) append(`row ${i}`, one.flags);
          if (one.do === 'drain') await spool.drain();
          const known = 'at' in one ? rows[one.at % Math.max(1, rows.length)] : undefined;
          if (one.do === 'override' && known) {
            spool.override(known.index, { text: one.text });
            known.row = { text: one.text };
          }
          if (one.do === 'flags' && known) {
            spool.setFlags(known.index, one.flags);
            known.flags = one.flags;
          }
          if (one.do === 'page') {
            const { limit, mask, offset, value } = one;
            const passing = rows.filter(({ flags }) => (flags & mask) === value || mask === 0);
            const filter = { mask, value: mask === 0 ? 0 : value };
            expect(await spool.page(filter, offset, limit)).toEqual(passing.slice(offset, offset + limit));
            expect(spool.count(filter)).toBe(passing.length);
          }
        }
        expect(await collect(spool)).toEqual(rows);
        await spool.discard();
      }),
      { numRuns: 40 },
    );
  });

  it('are read while more are appended: those that were there', async () => {
    const spool = await openRowSpool<Row>(newFile());
    for (let i = 0; i < 100; i++) spool.append({ text: `${i}` }, 0);
    const seen: string[] = [];
    for await (const { row } of spool.rows()) {
      seen.push(row.text);
      for (let i = 0; i < 50; i++) spool.append({ text: 'later' }, 0);
    }
    expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => `${i}`));
    await spool.discard();
  });

  it('belong to their owner alone, and are gone when they are discarded', async () => {
    const file = newFile();
    const spool = await openRowSpool<Row>(file);
    spool.append({ text: 'a' }, 0);
    await spool.sync();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await spool.discard();
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  it('are taken over from an earlier run, as many as are wanted, without a last line that is cut off', async () => {
    const file = newFile();
    const first = await openRowSpool<Row>(file);
    for (let i = 0; i < 200; i++) first.append({ text: `ö ${i}` }, 0);
    await first.close();
    await writeFile(file, `${await readFile(file, 'utf8')}{"text":"cut o`);

    const seen: string[] = [];
    const onRow = ({ text }: Row, index: number) => {
      seen.push(text);
      return index % 2;
    };
    const again = await openRowSpool<Row>(file, { rows: 150, onRow });
    again.append({ text: 'new' }, 1);
    expect(seen).toHaveLength(150);
    expect(again.size).toBe(151);
    expect((await again.page({ mask: 1, value: 1 }, 74, 5)).map(({ row }) => row.text)).toEqual([
      'ö 149',
      'new',
    ]);
    await again.close();

    const last = await openRowSpool<Row>(file, { rows: 10_000, onRow: () => 0 });
    expect((await collect(last)).map(({ row }) => row.text).slice(-2)).toEqual(['ö 149', 'new']);
    await last.discard();
  });

  it('say in words what is wrong with the disk', async () => {
    const file = newFile();
    await (await openRowSpool<Row>(file)).close();
    await writeFile(join(folder, 'plain'), '');
    await expect(openRowSpool<Row>(join(folder, 'plain', 'x.jsonl'))).rejects.toThrow(
      'The rows of the preview could not be written to disk',
    );
  });
});

describe('a disk that is full', () => {
  // A device of Linux on which every write fails as on a full disk.
  it.skipIf(process.platform !== 'linux')(
    'is told, and what could not be written stays in line',
    async () => {
      const spool = await openRowSpool<Row>('/dev/full', { rows: 0, onRow: () => 0 });
      spool.append({ text: 'a' }, 0);
      await expect(spool.drain()).rejects.toThrow('could not be written to disk: the disk is full.');
      await expect(spool.page({ mask: 0, value: 0 }, 0, 1)).rejects.toThrow('the disk is full');
      expect(spool.waiting()).toBeGreaterThan(0);
    },
  );
});
