import { applyEntry } from '../journal/apply-entry.ts';
import type { ReportEntry, RunEntry } from '../journal/entries.ts';
import type { JournalFile } from '../journal/journal-file.ts';
import type { RevocationRecord } from '../record.ts';

/** Changes a record and writes the change into its journal: nothing happens in one of them alone. */
export interface RunLog {
  /** Throws when it cannot happen: a mistake in this program. */
  readonly write: (entry: RunEntry | ReportEntry) => void;
  /** Resolves when everything is on disk; rejects with a `Failure`, and can be tried again. */
  readonly settle: () => Promise<void>;
  /** From now on changes happen at once and go into the journal behind what is written by others, at `release`. */
  readonly hold: () => void;
  readonly release: () => void;
}

/** `onWrite` is called after each change. */
export function createRunLog(
  record: RevocationRecord,
  file: Pick<JournalFile, 'append' | 'settle'>,
  onWrite: (entry: RunEntry) => void,
): RunLog {
  let held: (RunEntry | ReportEntry)[] | undefined;
  return {
    hold: () => {
      held = [];
    },
    release: () => {
      for (const entry of held ?? []) file.append(entry);
      held = undefined;
    },
    write: (entry) => {
      if (entry.e !== 'report') applyEntry(record, entry);
      if (held) held.push(entry);
      else file.append(entry);
      if (entry.e !== 'report') onWrite(entry);
    },
    settle: file.settle,
  };
}
