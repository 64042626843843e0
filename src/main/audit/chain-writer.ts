import type { AuditHead, AuditRecord } from '../../contract/domain/audit/record.ts';
import { Failure, failure, toAppError } from '../../contract/failure.ts';
import type { Clock } from '../shared/clock.ts';
import type { AuditStore, NewAuditRecord } from '../store/audit-store.ts';
import { type AuditEntry, toRecord } from './audit-entry.ts';

/** Puts entries one behind the other, and writes those that wait together. */
export interface ChainWriter {
  /**
   * `make` is called with the record before, when the entry has its place; null: there is nothing to write any more. Resolves when
   * the record is on disk.
   */
  readonly write: (
    make: (before: AuditHead | null) => { readonly entry: AuditEntry } | null,
  ) => Promise<AuditRecord | null>;
  /** Writes what the log says of itself first. Never rejects: the next `write` tries again. */
  readonly open: () => Promise<void>;
  readonly head: () => AuditHead | null;
  /** Resolves when everything that waits was written. Every later `write` rejects. */
  readonly close: () => Promise<void>;
}

interface ChainWriterOptions {
  readonly clock: Clock;
  /** What all records have at this moment. */
  readonly common: () => Pick<AuditRecord, 'operator' | 'version'>;
  readonly append: AuditStore['append'];
  readonly readHead: () => Promise<AuditHead | null>;
  /** What is written first when the log was just opened, or opened again. */
  readonly begin: (head: AuditHead | null) => Promise<readonly AuditEntry[]>;
  readonly onHead: (head: AuditHead) => void;
  readonly onError: (thrown: unknown) => void;
}

interface Waiting {
  readonly make: Parameters<ChainWriter['write']>[0];
  readonly now: number;
  readonly elapsed: number;
  readonly resolve: (record: AuditRecord | null) => void;
  readonly reject: (thrown: unknown) => void;
}

/** So many records are one transaction at most. */
const groupSize = 200;
/** A group is tried again once: the log can have been replaced, or the thread that writes. */
const mostTries = 2;

export function createChainWriter(options: ChainWriterOptions): ChainWriter {
  const { append, begin, clock, common, onError, onHead, readHead } = options;
  let queue: Waiting[] = [];
  let head: AuditHead | null = null;
  /** Whether `head` is what is on disk, and the log has said what it has to say first. */
  let isOpen = false;
  let lastElapsed: number | null = null;
  let working: Promise<void> | undefined;
  let closed = false;

  function toNewRecord(
    entry: AuditEntry,
    before: AuditHead | null,
    { elapsed, now }: Pick<Waiting, 'now' | 'elapsed'>,
  ): NewAuditRecord {
    const elapsedMs = lastElapsed === null ? null : Math.max(0, Math.round(elapsed - lastElapsed));
    lastElapsed = elapsed;
    return {
      record: toRecord(entry, { ...common(), before, now, elapsedMs }),
      targets: entry.targets ?? null,
    };
  }

  /** Gives what became of each of the entries. */
  async function writeGroup(group: readonly Waiting[], notes: boolean): Promise<(AuditRecord | null)[]> {
    const records: NewAuditRecord[] = [];
    const elapsedBefore = lastElapsed;
    let before = head;
    const made = group.map((waiting) => {
      const entry = waiting.make(before)?.entry;
      if (!entry) return null;
      const added = toNewRecord(entry, before, waiting);
      before = added.record;
      records.push(added);
      return added.record;
    });
    const newest = records.at(-1)?.record;
    if (!newest) return made;
    try {
      await append({ after: head, records, notes });
    } catch (thrown) {
      // Whether the records are there is seen when the head is read again.
      isOpen = false;
      lastElapsed = elapsedBefore;
      const found = await readHead().catch(() => null);
      if (found?.hash !== newest.hash) throw thrown;
      // Readers see also what is not on disk: those that are there are not written again, but waited for.
      await append({ after: head, records, notes });
      lastElapsed = group.at(-1)?.elapsed ?? lastElapsed;
      isOpen = true;
    }
    head = { sequence: newest.sequence, hash: newest.hash };
    onHead(head);
    return made;
  }

  function waitingFor(entry: AuditEntry): Waiting {
    const ignored = () => undefined;
    const make = () => ({ entry });
    return { make, now: clock.now(), elapsed: clock.elapsed(), resolve: ignored, reject: ignored };
  }

  async function ensureOpen(): Promise<void> {
    if (isOpen) return;
    head = await readHead();
    const entries = await begin(head);
    if (entries.length > 0) {
      await writeGroup(entries.map(waitingFor), true);
      // A new file begins behind what was lost: who read it before takes it for one that begins with the first record.
      await readHead();
    }
    isOpen = true;
  }

  async function writeTogether(group: readonly Waiting[]): Promise<(AuditRecord | null)[]> {
    for (let tries = 1; ; tries++) {
      try {
        await ensureOpen();
        return await writeGroup(group, false);
      } catch (thrown) {
        if (tries === mostTries || !mayWorkNow(thrown)) throw thrown;
      }
    }
  }

  async function work(): Promise<void> {
    while (queue.length > 0) {
      const group = queue.slice(0, groupSize);
      queue = queue.slice(groupSize);
      try {
        const made = await writeTogether(group);
        for (const [index, { resolve }] of group.entries()) resolve(made[index] ?? null);
      } catch (thrown) {
        onError(thrown);
        const failed = new Failure(toAppError(thrown));
        for (const { reject } of group) reject(failed);
      }
    }
  }

  function start(): Promise<void> {
    working ??= work().finally(() => {
      working = undefined;
    });
    return working;
  }

  return {
    head: () => head,
    async open() {
      try {
        await ensureOpen();
      } catch (thrown) {
        onError(thrown);
      }
    },
    write: (make) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(failure('aborted', { reason: 'store-closed', sent: false }));
          return;
        }
        queue.push({ make, now: clock.now(), elapsed: clock.elapsed(), resolve, reject });
        void start();
      }),
    async close() {
      closed = true;
      await working;
    },
  };
}

/** The log has another head than was thought, or the thread that writes was started again. */
function mayWorkNow(thrown: unknown): boolean {
  const { code, reason } = toAppError(thrown);
  return code === 'store-unavailable' || reason === 'commit-missing';
}
