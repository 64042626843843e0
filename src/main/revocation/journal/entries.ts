import type { RevocationPlan } from '../../../contract/domain/revocation.ts';
import type { IdentityId } from '../../../contract/domain/user.ts';
import type { Facts, Order } from '../record.ts';
import type { TargetEvent } from '../targets/target-state.ts';

/** What happened to targets, all at the same moment. */
export interface EventEntry {
  readonly e: 'event';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly event: TargetEvent;
  /** Numbers of the targets. */
  readonly on: readonly number[];
  /** Of a call that failed as a whole: the next one with any of these is to be half as large. */
  readonly halve?: true;
}

/** The lines of a journal that change a record. */
export type RunEntry =
  | EventEntry
  /** Sessions that began after the plan was frozen: handle, and number of the user. */
  | {
      readonly e: 'new-sessions';
      readonly rows: readonly (readonly [handle: string, person: number | null])[];
    }
  /** Ids under which sessions of a user stand. A user that is not in the plan yet is added to it. */
  | { readonly e: 'ids'; readonly userId: string; readonly ids: readonly IdentityId[] }
  /** A list of this user showed these targets, before anything was ended. */
  | { readonly e: 'listed'; readonly person: number; readonly on: readonly number[] }
  | { readonly e: 'look-again'; readonly on: readonly number[] }
  | { readonly e: 'facts'; readonly facts: Partial<Facts> };

/** The lines at the beginning: the whole plan, then what the operator said. Nothing is sent before `begin` is on disk. */
export type PlanEntry =
  | {
      readonly e: 'plan';
      readonly version: 1;
      readonly plan: RevocationPlan;
      readonly address: string;
      readonly coreKeys: readonly string[] | null;
      readonly tenantId: string | null;
    }
  | {
      readonly e: 'people';
      readonly rows: readonly (readonly [userId: string, whole: 0 | 1, ids: readonly IdentityId[] | 0])[];
    }
  | {
      readonly e: 'targets';
      readonly rows: readonly (readonly [handle: string, person: number | null, createdAt: number | null])[];
    }
  | { readonly e: 'begin'; readonly order: Order };

/** A whole report, so that the list of past revocations needs the end of each file only. */
export interface ReportEntry {
  readonly e: 'report';
  readonly report: unknown;
}

export type JournalEntry = PlanEntry | RunEntry | ReportEntry;
