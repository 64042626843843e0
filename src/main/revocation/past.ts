import type { RevocationReport, RunProgress } from '../../contract/domain/revocation.ts';
import { failure, toAppError } from '../../contract/failure.ts';
import type { JournalFolder } from './journal/journal-folder.ts';
import type { WholeLines } from './journal/read-lines.ts';
import type { RevocationRecord } from './record.ts';
import { toReport } from './report.ts';
import { toProgress } from './runs/progress.ts';

/** What is known of a revocation that is not at work. */
export type Past =
  | { readonly is: 'ended'; readonly report: RevocationReport }
  | { readonly is: 'interrupted'; readonly progress: RunProgress }
  | { readonly is: 'unreadable'; readonly file: string };

export interface LoadedRecord extends WholeLines {
  readonly record: RevocationRecord;
}

/** Revocations on disk: their numbers are kept, their targets are read when someone asks for them. */
export interface PastRevocations {
  /** Reads what it does not know yet; the journals of earlier runs of the console at first. */
  readonly all: () => Promise<ReadonlyMap<string, Past>>;
  /** Only what is known already. */
  readonly known: (id: string) => Past | undefined;
  readonly set: (id: string, past: Past) => void;
  /** With all its targets. Throws `not-found`. Kept for the next question. */
  readonly load: (id: string) => Promise<LoadedRecord>;
  /** It is at work again: what was loaded is not true any more. */
  readonly forgetLoaded: (id: string) => void;
  /** It was at work a moment ago, and will be looked at now: so nobody has to read its journal. */
  readonly setLoaded: (id: string, loaded: LoadedRecord) => void;
}

export function createPast(folder: JournalFolder): PastRevocations {
  const known = new Map<string, Past>();
  let loaded: { readonly id: string; readonly record: Promise<LoadedRecord> } | undefined;
  let first: Promise<void> | undefined;

  async function look(id: string): Promise<Past> {
    const report = await folder.lastReport(id).catch(() => undefined);
    if (report) return { is: 'ended', report };
    try {
      const { record, rest } = await folder.read(id);
      if (record.facts.endedAt === null)
        return { is: 'interrupted', progress: toProgress(record, { state: 'interrupted' }) };
      // Ended, and cut off while it was looked at once more.
      return { is: 'ended', report: toReport(withCut(record, rest)) };
    } catch {
      return { is: 'unreadable', file: folder.fileName(id) };
    }
  }

  async function readAll(): Promise<void> {
    for (const id of await folder.ids()) if (!known.has(id)) known.set(id, await look(id));
  }

  return {
    all: async () => {
      first ??= readAll().catch((thrown: unknown) => {
        first = undefined;
        throw thrown;
      });
      await first;
      return known;
    },
    known: (id) => known.get(id),
    set: (id, past) => void known.set(id, past),
    load: async (id) => {
      if (loaded?.id !== id) loaded = { id, record: folder.read(id) };
      const asked = loaded;
      try {
        const { record, ...whole } = await asked.record;
        return { record: withCut(record, whole.rest), ...whole };
      } catch (thrown) {
        if (loaded === asked) loaded = undefined;
        const { code } = toAppError(thrown);
        throw code === 'not-found'
          ? thrown
          : failure('not-found', 'Curfew has no journal of this revocation.');
      }
    },
    setLoaded: (id, one) => {
      loaded = { id, record: Promise.resolve(one) };
    },
    forgetLoaded: (id) => {
      if (loaded?.id === id) loaded = undefined;
    },
  };
}

function withCut(record: RevocationRecord, rest: number): RevocationRecord {
  if (rest > 0) record.facts = { ...record.facts, cutOff: { bytes: rest } };
  return record;
}
