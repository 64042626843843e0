import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { openRowSpool } from '../row-spool.ts';
import { compileRule, hitsEverything } from './evaluate.ts';
import { createFound } from './found.ts';
import { createScan, type Scan } from './scan.ts';
import { scanFiles } from './scan-files.ts';
import { openScanLog, type ScanLog } from './scan-log.ts';
import { headerRecord, type KeepRecord, type ScanHeader, type ScanRow } from './scan-records.ts';

type IsOwn = (userId: string) => boolean;

/** A scan at its beginning, with its files. Throws `bad-input` for a rule that cannot be asked. */
export async function newScan(folder: string, header: ScanHeader, isOwn: IsOwn): Promise<Scan> {
  const found = createFound(endsWholePeople(header), isOwn);
  const files = scanFiles(folder, header.id);
  const log = await openScanLog(files.log, 'new');
  await log.append(headerRecord(header));
  return createScan({ header, found, log, spool: await openRowSpool<ScanRow>(files.rows) });
}

/**
 * The scan that an earlier run of the console left, at the last place whose rows are all there: what was found behind it
 * will be found again. Undefined when not even its beginning was written. Rejects when its files are damaged.
 */
export async function openScan(folder: string, id: string, isOwn: IsOwn): Promise<Scan | undefined> {
  const files = scanFiles(folder, id);
  const rowsThere = await countLines(files.rows);
  await cutPlacesWithoutRows(files.log, rowsThere ?? 0);
  const log = await openScanLog(files.log, 'there');
  const { header, places } = await survey(log);
  if (!header) {
    await log.close();
    return undefined;
  }
  try {
    const found = createFound(endsWholePeople(header), isOwn);
    const rows = places.at(-1)?.rows ?? 0;
    const restored = { rows, onRow: found.add };
    const spool = await openRowSpool<ScanRow>(files.rows, rowsThere === undefined ? undefined : restored);
    const scan = createScan({ header, found, log, spool });
    await log.replay(scan.restore);
    return scan;
  } catch (thrown) {
    await log.close();
    throw thrown;
  }
}

// Whole people are ended in one tenant or in all. With several, but not all, only the sessions that were found are.
function endsWholePeople({ rule, tenants }: ScanHeader): boolean {
  return (tenants === null || tenants.length === 1) && hitsEverything(compileRule(rule));
}

interface Survey {
  readonly header: ScanHeader | undefined;
  readonly places: readonly { readonly rows: number; readonly start: number }[];
  readonly keeps: readonly { readonly record: KeepRecord; readonly start: number }[];
}

async function survey(log: ScanLog): Promise<Survey> {
  let header: ScanHeader | undefined;
  const places: { readonly rows: number; readonly start: number }[] = [];
  const keeps: { readonly record: KeepRecord; readonly start: number }[] = [];
  await log.replay((record, start) => {
    if (record.record === 'place') places.push({ rows: record.rows, start });
    if (record.record === 'keep') keeps.push({ record, start });
    if (record.record === 'scan') {
      const { record: _, version: __, ...rest } = record;
      header = rest;
    }
  });
  return { header, places, keeps };
}

/**
 * Only a machine that lost power has places without their rows. They are taken away, but not what the operator took out:
 * in one step, so that nothing of that is lost.
 */
async function cutPlacesWithoutRows(file: string, rowsThere: number): Promise<void> {
  const log = await openScanLog(file, 'there');
  const { places, keeps } = await survey(log).finally(log.close);
  const lost = places.find(({ rows }) => rows > rowsThere);
  if (!lost) return;
  const later = keeps.filter(({ start }) => start > lost.start);
  const again = later.map(({ record }) => `${JSON.stringify(record)}\n`).join('');
  const bytes = await readFile(file);
  const next = Buffer.concat([bytes.subarray(0, lost.start), Buffer.from(again)]);
  await writeFileAtomic(file, next, { mode: 0o600 });
}

/** Undefined: there is no such file. */
async function countLines(file: string): Promise<number | undefined> {
  let lines = 0;
  try {
    for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
      for (let at = piece.indexOf(0x0a); at >= 0; at = piece.indexOf(0x0a, at + 1)) lines += 1;
    }
  } catch (thrown) {
    if (thrown instanceof Error && Reflect.get(thrown, 'code') === 'ENOENT') return undefined;
    throw thrown;
  }
  return lines;
}
