import type { ConnectionSettings } from '../../../contract/domain/connection.ts';
import type { Coverage } from '../../../contract/domain/coverage.ts';
import type {
  AmbiguousNumbers,
  ChoiceForAll,
  ChoiceProgress,
  SelectedRows,
} from '../../../contract/domain/planning/change-draft.ts';
import type {
  ControlAction,
  Draft,
  DraftProgress,
  DraftState,
} from '../../../contract/domain/planning/draft.ts';
import type {
  DraftColumn,
  DraftViewRequest,
  MatchRow,
  RowsPage,
  ShownRows,
} from '../../../contract/domain/planning/draft-rows.ts';
import type { PlanSource, RevocationPlan } from '../../../contract/domain/revocation/plan.ts';
import type { PauseReason } from '../../../contract/domain/revocation/run.ts';
import type { CorePort, RecordedKeys } from '../../core/protocol.ts';
import { usersOnPage } from '../../scan/read-users.ts';
import type { Clock } from '../../shared/clock.ts';
import type { ExportRow } from '../../shared/export/csv.ts';
import type { Backoff } from '../../shared/retry/core-health.ts';
import type { WorkState } from '../../shared/work-control.ts';
import type { PageRequest, Store } from '../../store/interface.ts';
import type { LongCall } from '../../store/long-call.ts';
import type { RevocationSummary } from '../../store/records.ts';

export interface ChoiceCall {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ChoiceProgress) => void;
}

/** A draft of a list or a rule, as the service works with it: a revocation in the store that was not started yet. */
export interface OpenDraft {
  readonly id: string;
  readonly connectionId: string;
  /** How it is now. Cheap: it is asked a few times a second. */
  readonly snapshot: () => Draft;
  /** Calls the listener after changes, not for each row. Answers how to stop that. */
  readonly onChange: (listener: () => void) => () => void;
  readonly control: (action: ControlAction) => Promise<void>;
  readonly rows: (request: {
    readonly show: ShownRows;
    /** Of `openView`; absent or null: the rows in their own order, as they are now. */
    readonly view?: string | null;
    readonly offset: number;
    readonly limit: number;
  }) => Promise<RowsPage>;
  /** Finds and sorts rows as of this moment. The caller closes the view. */
  readonly openView: (request: Omit<DraftViewRequest, 'draftId'>, call: LongCall) => Promise<PreviewView>;
  /** Rejects with `bad-input` where there is no such thing. */
  readonly exclude: (rows: SelectedRows, excluded: boolean, call?: LongCall) => Promise<void>;
  /** Rejects with `bad-input` where there is nothing to choose. */
  readonly choose: (row: number, userIds: readonly string[], signal: AbortSignal) => Promise<void>;
  /** How many lines a choice on all ambiguous lines changes. */
  readonly ambiguous: (signal: AbortSignal) => Promise<AmbiguousNumbers>;
  /** Rejects with `bad-input` where there is nothing to choose. */
  readonly chooseForAll: (choice: ChoiceForAll, call: ChoiceCall) => Promise<void>;
  /** Rejects with `bad-input` while it is being read, or when nothing is left to end. */
  readonly freeze: (signal: AbortSignal) => Promise<RevocationPlan>;
  /** The names of the columns of an export, in order. */
  readonly exportColumns: readonly string[];
  readonly exportRows: (onProgress?: LongCall['onProgress']) => AsyncIterable<ExportRow>;
  /** From now on only the run changes it. Rejects with `bad-input` when it is not frozen. */
  readonly handOver: () => Promise<void>;
  /** It was not started: it can be changed again. */
  readonly takeBack: () => void;
  /** Throws `bad-input` once it was handed over: what is on disk of it is the run's. */
  readonly checkNotStarted: () => void;
  /** Stops reading; what was read is on disk, and it can go on another time. Once handed over, only what is here ends. */
  readonly close: () => Promise<void>;
  /** Stops reading, and removes it from the store. */
  readonly discard: () => Promise<void>;
}

/** Rows of a preview that were found and sorted. */
export interface PreviewView {
  readonly view: string;
  readonly total: number;
  /** Never rejects. */
  readonly close: () => Promise<void>;
}

/** What reading a list and scanning for a rule do in their own way. The rest of a draft is the same for both. */
export interface DraftBuilder {
  readonly state: () => DraftState;
  readonly progress: () => DraftProgress;
  /** Per second, of what `progress` counts (lines, users); null: not known. */
  readonly rate: () => number | null;
  readonly remainingMs: () => number | null;
  /** `retry` and `resume` of an ended reading have called `StoredDraft.reopen` before they change anything. */
  readonly control: (action: ControlAction) => Promise<void>;
  /** Rejects with `bad-input` where there is nothing to choose. */
  readonly choose: (row: number, userIds: readonly string[], signal: AbortSignal) => Promise<void>;
  readonly ambiguous: (signal: AbortSignal) => Promise<AmbiguousNumbers>;
  /** Takes its own turns among the changes of the operator. */
  readonly chooseForAll: (choice: ChoiceForAll, call: ChoiceCall) => Promise<void>;
  /** Why it cannot be frozen at this moment, as `bad-input`; null: it can. */
  readonly whyNotFrozen: () => Error | null;
  /** Whether it was read of every session that its user is none of the operator's own. Else it was of users who were read as a whole. */
  readonly isOwnKnown: () => boolean;
  /** Where whole users are ended: in this tenant, or in all (null). */
  readonly tenantId: string | null;
  /** What it does not include, as far as that does not depend on the operator's choices: of ambiguous lines, all. */
  readonly coverage: () => Coverage;
  /** What the second scan of a run takes; null: there is none. */
  readonly secondScan: () => RevocationPlan['secondScan'];
  /** Ends what is under way, in a state from which it can go on. Everything is appended to the log by then. Never rejects. */
  readonly close: () => Promise<void>;
}

/** The rows of a preview: lines of a list, matches of a rule. Row n of the contract is the record with id n + 1. */
export interface PreviewRows<Stored> {
  readonly of: 'lines' | 'matches';
  /** What the store calls the columns that rows can be sorted by. */
  readonly sorts: Readonly<Partial<Record<DraftColumn, string>>>;
  /** Rows that can be shown alone; nothing is shown under the others. */
  readonly shown: readonly ShownRows[];
  /** Sessions about which a rule is undecided, with numbers of their own; none in a list. */
  readonly undecided?: (request: PageRequest) => Promise<MatchRow[]>;
  readonly read: (request: PageRequest) => Promise<readonly Stored[]>;
  readonly toPage: (total: number, rows: readonly Stored[]) => RowsPage;
  readonly exportColumns: readonly string[];
  readonly toExportRow: (row: Stored) => ExportRow;
}

/** What drafts need of the rest of the console. */
export interface DraftPorts {
  readonly store: Store;
  /** Throws a `Failure` when the connection is not open. */
  readonly core: (connectionId: string) => CorePort;
  /** Throws a `Failure` when there is no such connection. */
  readonly settings: (connectionId: string) => ConnectionSettings;
  readonly recordedKeys: () => RecordedKeys;
  /** The operator's own users, by any of their ids. */
  readonly ownUserIds: () => readonly string[];
  readonly clock: Clock;
  readonly backoff: Backoff;
}

/** Tenants that a plan names; it has the number of all of them. */
export const mostTenants = 50;

/** Milliseconds, measured on a core with a database: ending a handle in a batch of 250, reading one, listing one user. */
const perHandle = 0.1;
const perReading = 0.4;
const perUser = 4;

/** Two calls of each user at least: for the other id of the user, and for the sessions. */
const callsPerUser = 2;

/** The cost of visiting all users, with `listsPerUser` lists of sessions for each. */
export function estimateScan(users: number, listsPerUser: number): NonNullable<RevocationPlan['secondScan']> {
  const pages = Math.ceil(users / usersOnPage);
  const more = listsPerUser - 1;
  return {
    users,
    calls: pages + users * (callsPerUser + more),
    ms: Math.round(users * perUser * (1 + more / callsPerUser)),
  };
}

/**
 * How long ending and verifying is expected to take, in milliseconds. `byUser`: users that are verified by a list of all
 * their sessions.
 */
export function estimateMs(targets: number, readOneByOne: number, byUser: number): number {
  return Math.round(targets * perHandle + readOneByOne * perReading + byUser * perUser);
}

export function planSourceOf(source: Draft['source']): PlanSource {
  const { retryOf } = source;
  const more = retryOf === undefined ? {} : { retryOf };
  if (source.type === 'list')
    return { type: 'list', name: source.name, ...(source.names ? { names: source.names } : {}), ...more };
  return { type: 'rule', rule: source.rule, tenants: source.tenants, ...more };
}

/** The entry of the catalogue for a plan that was not started. */
export function summaryOf(
  { connectionId, createdAt, source }: { connectionId: string; createdAt: number; source: PlanSource },
  more: Partial<Pick<RevocationSummary, 'coverage' | 'targets' | 'userCount' | 'users'>> = {},
): RevocationSummary {
  return {
    connectionId,
    source,
    createdAt,
    startedAt: null,
    endedAt: null,
    users: [],
    reason: '',
    ticket: null,
    operator: '',
    targets: 0,
    ended: 0,
    newSessions: 0,
    outcome: null,
    ...more,
  };
}

/** The state of a draft that is being read, by where the work on it is. */
export function readingState(work: WorkState): DraftState {
  if (work.state === 'paused') return pausedState(work.reason);
  if (work.state === 'waiting') return { state: 'waiting', error: work.error, retryAt: work.retryAt };
  return { state: work.state === 'pausing' || work.state === 'stopping' ? work.state : 'reading' };
}

function pausedState(reason: PauseReason): DraftState {
  if (reason.type === 'operator') return { state: 'paused', by: 'operator', error: null };
  // The audit log, too, is on the disk of the store.
  return { state: 'paused', by: reason.type === 'core' ? 'core' : 'store', error: reason.error };
}
