import { copyFile, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type RevocationReport, revocationReport } from '../../../contract/domain/revocation.ts';
import { type JournalFile, openJournalFile } from './journal-file.ts';
import { fromLine } from './line.ts';
import { readRecord } from './read-record.ts';

/** The journals of all revocations: `revocations/<id>.jsonl` under the data directory. */
export interface JournalFolder {
  readonly ids: () => Promise<string[]>;
  readonly fileName: (id: string) => string;
  /** Throws the system's error when it cannot be made, or is there already. */
  readonly create: (id: string) => Promise<JournalFile>;
  readonly read: (id: string) => ReturnType<typeof readRecord>;
  /** Opens it behind its last whole line. What stands there is set aside first, and then cut off. */
  readonly goOn: (
    id: string,
    whole: { readonly length: number; readonly rest: number },
  ) => Promise<JournalFile>;
  /** The report at its end; undefined when it ends otherwise. */
  readonly lastReport: (id: string) => Promise<RevocationReport | undefined>;
  readonly remove: (id: string) => Promise<void>;
}

/** A report is some kilobytes long; a long rule or many errors make it longer. */
const tailBytes = 256 * 1_024;

export async function openJournalFolder(dataDirectory: string): Promise<JournalFolder> {
  const folder = join(dataDirectory, 'revocations');
  await mkdir(folder, { recursive: true });
  const pathOf = (id: string) => join(folder, `${id}.jsonl`);
  return {
    fileName: pathOf,
    ids: async () =>
      (await readdir(folder)).flatMap((name) => /^([0-9a-f-]{36})\.jsonl$/.exec(name)?.[1] ?? []),
    create: (id) => openJournalFile(pathOf(id), 0),
    read: (id) => readRecord(pathOf(id)),
    goOn: async (id, { length, rest }) => {
      if (rest > 0) await copyFile(pathOf(id), join(folder, `${id}.before-cut-${Date.now()}`));
      return openJournalFile(pathOf(id), length, rest > 0);
    },
    lastReport: async (id) => reportOf(await lastLine(pathOf(id))),
    remove: (id) => rm(pathOf(id), { force: true }),
  };
}

async function lastLine(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, tailBytes));
    await file.read(bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString('utf8');
    if (!text.endsWith('\n')) return '';
    return text.slice(text.lastIndexOf('\n', text.length - 2) + 1, -1);
  } finally {
    await file.close();
  }
}

function reportOf(line: string): RevocationReport | undefined {
  const entry = fromLine(line);
  if (entry?.e !== 'report') return undefined;
  const report = revocationReport.safeParse(entry.report);
  return report.success ? report.data : undefined;
}
