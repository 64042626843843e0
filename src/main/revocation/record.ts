import type { RunItem } from '../../contract/domain/revocation.ts';
import type { IdentityId } from '../../contract/domain/user.ts';
import type { AppError } from '../../contract/errors.ts';
import type { CorePort, RecordedKeys } from '../core/protocol.ts';
import type { FrozenPlan } from './plan.ts';
import { createLedger, type Ledger } from './targets/ledger.ts';

/** Ids whose lists showed these targets before anything was ended, and so can show that they are gone. */
export interface Witness {
  readonly identities: readonly IdentityId[];
  readonly handles: readonly string[];
}

export type Phase = Extract<RunItem, { type: 'progress' }>['phase'];

/** One revocation and how far it got; kept after its end, so that it can be looked at and read again. */
export interface RevocationRecord {
  readonly plan: FrozenPlan;
  readonly reason: string;
  readonly ledger: Ledger;
  /** All ids of the person: those of the plan, and those that came up while it ran. */
  identities: readonly IdentityId[];
  /** Whose sessions the handles are, as far as it was found out; empty where the person is known from the plan. */
  witnesses: readonly Witness[];
  readonly startedAt: number;
  endedAt: number;
  /** When everything that was sent had been read again; null when some of it could not be. */
  checkedAt: number | null;
  /** The last moment at which a session of the plan may still have been open, as far as is known. */
  lastOpenAt: number;
  stopped: boolean;
  rounds: number;
  closedByUserId: boolean;
  /** What went wrong beside single targets: lists that could not be had, calls that close. */
  errors: AppError[];
}

/** What the steps of a run work with. */
export interface RunTools {
  readonly core: CorePort;
  readonly keys: RecordedKeys;
  readonly now: () => number;
  /** Aborted when the operator stops. Calls that end sessions are never cut off by it: they are under way. */
  readonly signal: AbortSignal;
  /** Tells how far it is; never waits for the window. */
  readonly tell: (phase: Phase) => void;
}

/** A revocation before its first call. `largestCall` is the most handles that one call holds. */
export function beginRecord(
  plan: FrozenPlan,
  reason: string,
  startedAt: number,
  largestCall: number,
): RevocationRecord {
  return {
    plan,
    reason,
    ledger: createLedger(plan.handles, largestCall),
    identities: plan.identities,
    witnesses: [],
    startedAt,
    endedAt: startedAt,
    checkedAt: null,
    lastOpenAt: startedAt,
    stopped: false,
    rounds: 0,
    closedByUserId: false,
    errors: [],
  };
}
