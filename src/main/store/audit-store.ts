import type {
  AuditDay,
  AuditFilter,
  AuditPage,
  AuditRow,
  AuditSegment,
  AuditVerdict,
} from '../../contract/domain/audit/log.ts';
import type { AuditHead, AuditRecord } from '../../contract/domain/audit/record.ts';
import type { LongCall } from './long-call.ts';

/** A record that goes to the disk, with what it is found by and that is not part of it. */
export interface NewAuditRecord {
  readonly record: AuditRecord;
  /** Of an intent: the sessions and the users of its batch. */
  readonly targets: { readonly handles: readonly string[]; readonly userIds: readonly string[] } | null;
}

/** A damaged `curfew.db` that was set aside, and what of its log is in the new one. */
export interface SavedLog {
  /** In the data folder. */
  readonly file: string;
  /** Records that were taken over; null: none could be. */
  readonly takenOver: { readonly from: number; readonly to: number } | null;
  /** The newest record that the damaged file is known to have; null: not known. */
  readonly lastKnown: number | null;
}

export interface AuditStoreState {
  readonly head: AuditHead | null;
  /** The record before the oldest one that is here; null: the log is here from its beginning. */
  readonly base: AuditHead | null;
  /** Logs that were set aside: those that no record of the log says yet, and all. */
  readonly unnoted: readonly SavedLog[];
  readonly setAside: readonly string[];
  readonly openIntents: number;
}

export interface AuditRetentionRules {
  /** Records from before this moment (epoch milliseconds) go; null: none because of their age. */
  readonly before: number | null;
  /** Bytes that the log may have; null: any number. */
  readonly bytes: number | null;
}

/** The audit log on disk, in `curfew.db`. Damage of that file is repaired as that of the catalogue is. */
export interface AuditStore {
  readonly state: () => Promise<AuditStoreState>;
  /**
   * All in one transaction, on disk when it resolves. `after`: the head that these records follow. Records that are there
   * already change nothing. Rejects with `commit-missing` when the log has another head. `notes`: they say which logs were set aside.
   */
  readonly append: (input: {
    readonly after: AuditHead | null;
    readonly records: readonly NewAuditRecord[];
    readonly notes: boolean;
  }) => Promise<null>;
  /** Newest first. */
  readonly page: (input: {
    readonly filter: AuditFilter;
    readonly before: number | null;
    readonly skip: number;
    readonly limit: number;
  }) => Promise<AuditPage>;
  /**
   * Oldest first, behind a sequence. Rejects with `store-damaged` when one of them is damaged, and with `audit-records-removed` when
   * the log does not have all behind that sequence any more.
   */
  readonly records: (input: {
    readonly filter: AuditFilter;
    readonly after: number;
    readonly to: number;
    readonly limit: number;
  }) => Promise<readonly AuditRecord[]>;
  readonly count: (input: {
    readonly filter: AuditFilter;
    readonly before: number | null;
    readonly limit: number;
  }) => Promise<number>;
  readonly neighbours: (input: {
    readonly sequence: number;
    readonly each: number;
  }) => Promise<readonly AuditRow[]>;
  readonly days: (input: {
    readonly connectionId: string | null;
    readonly starts: readonly number[];
  }) => Promise<readonly AuditDay[]>;
  readonly openIntents: () => Promise<readonly AuditRecord[]>;
  /** Of an intent without an outcome, in the order of its batch; empty where they are not known any more. */
  readonly targetsOf: (input: {
    readonly sequence: number;
  }) => Promise<NonNullable<NewAuditRecord['targets']>>;
  readonly size: (rules: AuditRetentionRules) => Promise<AuditSize>;
  /** From now on these records may be removed: they are exported, and a record says so. */
  readonly addSegment: (segment: AuditSegment) => Promise<null>;
  /** Removes what is in segments, a step a turn. Begun again, it does what is left. */
  readonly removeSegments: (call?: LongCall) => Promise<null>;
  /** Reads the whole log in a thread of its own. `keys`: public keys of the installation by name, base64url. */
  readonly verify: (
    input: { readonly keys: Readonly<Record<string, string>> },
    call?: LongCall,
  ) => Promise<AuditVerdict>;
}

export interface AuditSize {
  readonly records: number;
  readonly bytes: number;
  /** Epoch milliseconds of the oldest record. */
  readonly oldest: number | null;
  readonly segments: readonly AuditSegment[];
  /** The records that the rules do not keep; null: there are none. */
  readonly outdated: { readonly from: number; readonly to: number; readonly before: AuditHead | null } | null;
}
