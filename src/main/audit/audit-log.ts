import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type {
  AuditFilter,
  AuditPage,
  AuditPageRequest,
  AuditState,
} from '../../contract/domain/audit/log.ts';
import { everyRecord } from '../../contract/domain/audit/log.ts';
import type { AuditHead, AuditRecord } from '../../contract/domain/audit/record.ts';
import type { AppError } from '../../contract/errors.ts';
import { toAppError } from '../../contract/failure.ts';
import { accountName } from '../shared/account-name.ts';
import { canonicalJson, checkpointText } from '../shared/audit/chain.ts';
import type { Clock } from '../shared/clock.ts';
import { createLimit } from '../shared/concurrency/limit.ts';
import type { AuditStore, AuditStoreState, SavedLog } from '../store/audit-store.ts';
import type { AuditEntry } from './audit-entry.ts';
import { createChainWriter } from './chain-writer.ts';
import type { PublicKey, SigningKey } from './signing-key.ts';

export interface AuditSignature {
  /** Null: the log is not signed. */
  readonly key: string | null;
  /** Base64url. */
  readonly signature: string | null;
}

export interface AuditLog {
  /** Resolves when the record is on disk. Rejects with a `Failure` when it cannot be written: then it is not in the log. */
  readonly record: (entry: AuditEntry) => Promise<AuditRecord>;
  /** Null: there is no record yet. */
  readonly head: () => AuditHead | null;
  /** Called with every new head. Returns how to stop that. */
  readonly onHead: (listener: (head: AuditHead) => void) => () => void;
  readonly state: () => AuditState;
  readonly page: (request: AuditPageRequest) => Promise<AuditPage>;
  /**
   * Oldest first, in pages, as of now, and from the record that is the first in `state` when this is called: for exports. Rejects with
   * `store-damaged` at a record that is damaged, and with `audit-records-removed` where records were removed before they were read.
   */
  readonly records: (
    filter: AuditFilter,
    signal?: AbortSignal,
  ) => AsyncGenerator<readonly AuditRecord[], void, undefined>;
  /** Records of intended batches of which the log has no outcome, oldest first. */
  readonly openIntents: () => Promise<readonly AuditRecord[]>;
  /** Of an intent without an outcome, in the order of its batch; empty where they are not known any more. */
  readonly targetsOf: (sequence: number) => Promise<NonNullable<AuditEntry['targets']>>;
  /** Signs everything until now. Does nothing when the log is not signed, or nothing came since the last one. */
  readonly checkpoint: () => Promise<void>;
  /** Signs the canonical JSON of a value that is made with the name of the key, or null where the log is not signed. */
  readonly sign: (value: (key: string | null) => unknown) => AuditSignature;
  /** Every key that signed or signs this log, oldest first; `publicKey`: base64url of its 32 bytes. */
  readonly publicKeys: () => Promise<readonly PublicKey[]>;
  /** Reads anew what `state` says of the log on disk. */
  readonly refresh: () => Promise<void>;
  /** Signs what was not signed yet. Nothing can be recorded afterwards. */
  readonly close: () => Promise<void>;
}

interface AuditLogOptions {
  readonly store: AuditStore;
  readonly key: SigningKey;
  readonly clock: Clock;
  readonly version: string;
  /** As the settings have it; empty: the account of the operating system. */
  readonly operatorName: () => string;
}

/** So many records are signed by one checkpoint at most. */
const checkpointEvery = 1_000;
/** Records of an export that are read at a time. */
const pageSize = 500;

/**
 * Opens the log. What cannot be read or written now is tried again with each record; until then `record` rejects, and
 * `state` says why.
 */
export async function openAuditLog(options: AuditLogOptions): Promise<AuditLog> {
  const { key, store } = options;
  // Asked for once: where accounts come from a network, every record of a batch would wait for the answer.
  const account = accountName() || 'unknown';
  /** Ties together what the log says of itself in this run of the console. */
  const correlation = randomUUID();
  const listeners = new Set<(head: AuditHead) => void>();
  let stored: AuditStoreState | undefined;
  const oneByOne = createLimit(1);
  /** The newest checkpoint of this run of the console, and when the last one was asked for. */
  let signedTo = 0;
  let askedAt = 0;
  let error: AppError | null = null;

  const writer = createChainWriter({
    clock: options.clock,
    common: () => ({
      operator: { name: options.operatorName() || account, account, host: hostname() },
      version: options.version,
    }),
    append: (input) => store.append(input),
    readHead: async () => {
      stored = await store.state();
      // Of a log that was lost while it was open, what was written last is known.
      return stored.head ?? writer.head() ?? key.noted();
    },
    begin,
    onHead: (head) => {
      error = null;
      for (const listener of listeners) listener(head);
    },
    onError: (thrown) => {
      error = toAppError(thrown);
    },
  });

  /** What the log says of itself before anything else, when it was just opened, or opened again. */
  async function begin(head: AuditHead | null): Promise<readonly AuditEntry[]> {
    const entries = (stored?.unnoted ?? []).map(segmentBegun);
    const missing = await missingPart(head);
    if (missing) entries.push(missing);
    await key.load();
    const keyMade = await introduceKey();
    if (keyMade) entries.push(keyMade);
    return entries.map((entry) => ({ ...entry, correlation }));
  }

  /** The log ended behind its present end when it was signed last: the file was lost, or replaced by an older copy. */
  async function missingPart(head: AuditHead | null): Promise<LogEntry | undefined> {
    const noted = stored?.head === null ? head : key.noted();
    if (noted === null) return undefined;
    const isWhole = stored?.head !== null && head !== null && head.sequence >= noted.sequence;
    if (isWhole && !(await isOtherRecord(noted))) return undefined;
    const details = { file: null, notedSequence: noted.sequence, notedHash: noted.hash };
    return { action: 'log.segment-begun', outcome: 'done', details };
  }

  async function isOtherRecord({ sequence, hash }: AuditHead): Promise<boolean> {
    const [row] = await store.neighbours({ sequence, each: 0 });
    // What is damaged is told by whoever verifies the log, and what was removed is in a segment.
    return row?.type === 'record' && row.record.hash !== hash;
  }

  async function introduceKey(): Promise<LogEntry | undefined> {
    const filter: AuditFilter = { ...everyRecord, actions: ['log.key-made'] };
    const introduced: PublicKey[] = [];
    for await (const page of readRecords(filter)) introduced.push(...page.flatMap(publicKeyIn));
    key.learn(introduced);
    const current = key.current();
    const last = (introduced.at(-1) ?? key.all().findLast((one) => one.key !== current?.key))?.key ?? null;
    if (current === null || last === current.key) return undefined;
    const isKnown = introduced.length === 0 && last === null;
    const details = { ...current, replaces: last, lost: !isKnown };
    return { action: 'log.key-made', outcome: 'done', details };
  }

  function readRecords(
    filter: AuditFilter,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly AuditRecord[], void, undefined> {
    return recordsBehind(stored?.base?.sequence ?? 0, filter, signal);
  }

  async function* recordsBehind(
    base: number,
    filter: AuditFilter,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<readonly AuditRecord[], void, undefined> {
    const to = (writer.head() ?? stored?.head)?.sequence;
    for (let after = base; to !== undefined; ) {
      signal?.throwIfAborted();
      const page = await store.records({ filter, after, to, limit: pageSize });
      if (page.length > 0) yield page;
      const last = page.at(-1);
      // To look for more would go through the rest of the log once again.
      if (!last || page.length < pageSize) return;
      after = last.sequence;
    }
  }

  async function signNow(): Promise<void> {
    await key.load();
    if (key.current() === null) return;
    const written = await writer.write((before) => {
      if (before === null || before.sequence <= signedTo) return null;
      const signature = key.sign((name) => checkpointText(before, name));
      const details = { key: key.current()?.key ?? null, signature };
      return { entry: { action: 'log.checkpoint', outcome: 'done', details, correlation } };
    });
    if (written === null) return;
    signedTo = written.sequence;
    // Beside the log: that it cannot be noted makes the log no worse.
    await key.note({ sequence: written.sequence, hash: written.hash }).catch(() => undefined);
  }

  function checkpoint(): Promise<void> {
    return oneByOne.run(signNow);
  }

  const log: AuditLog = {
    async record(entry) {
      const written = await writer.write(() => ({ entry }));
      if (written === null) throw new TypeError('An entry always becomes a record.');
      if (written.sequence - askedAt >= checkpointEvery) {
        askedAt = written.sequence;
        // The next one covers these records too.
        checkpoint().catch(() => undefined);
      }
      return written;
    },
    head: writer.head,
    onHead: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    state: () => {
      const head = writer.head();
      return {
        head,
        first: head === null ? null : (stored?.base?.sequence ?? 0) + 1,
        signing: key.state(),
        error,
        setAside: [...(stored?.setAside ?? [])],
        openIntents: stored?.openIntents ?? 0,
      };
    },
    async refresh() {
      stored = await store.state();
    },
    page: (request) => store.page(request),
    records: readRecords,
    openIntents: () => store.openIntents(),
    targetsOf: (sequence) => store.targetsOf({ sequence }),
    checkpoint,
    sign: (value) => {
      const name = key.current()?.key ?? null;
      return { key: name, signature: key.sign(() => canonicalJson(value(name))) };
    },
    publicKeys: async () => key.all(),
    async close() {
      await checkpoint().catch(() => undefined);
      await writer.close();
    },
  };
  await writer.open();
  askedAt = writer.head()?.sequence ?? 0;
  return log;
}

type LogEntry = Omit<AuditEntry, 'correlation'>;

function segmentBegun({ file, takenOver, lastKnown }: SavedLog): LogEntry {
  const details = {
    file,
    takenOverFrom: takenOver?.from ?? null,
    takenOverTo: takenOver?.to ?? null,
    lastKnown,
  };
  return { action: 'log.segment-begun', outcome: 'done', details };
}

function publicKeyIn({ details: { key, publicKey } }: AuditRecord): PublicKey[] {
  return typeof key === 'string' && typeof publicKey === 'string' ? [{ key, publicKey }] : [];
}
