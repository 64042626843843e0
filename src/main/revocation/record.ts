import type { RevocationReport, RunOptions } from '../../contract/domain/revocation.ts';
import type { AppError } from '../../contract/errors.ts';
import type { FrozenPlan } from './frozen-plan.ts';
import { createLedger, type Ledger } from './targets/ledger.ts';

/** What the operator said when it began. */
export interface Order {
  readonly reason: string;
  readonly ticket: string | null;
  readonly options: RunOptions;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/** How far a revocation is, beside its targets. */
export interface Facts {
  /** Null: it has not ended. */
  readonly endedAt: number | null;
  /** When everything that was sent had been read again; null when some of it could not be. */
  readonly checkedAt: number | null;
  readonly stopped: boolean;
  /** The passes that were begun. */
  readonly passes: number;
  readonly closedByUserId: boolean;
  /** In how many users new sessions were looked for. */
  readonly lookedForIn: number;
  /** Whether lists were made of those whose targets they can show to be gone. */
  readonly witnessed: boolean;
  readonly resumed: number;
  readonly cutOff: RevocationReport['cutOff'];
  readonly watch: RevocationReport['watch'];
  /** What went wrong beside single targets: lists that could not be had, calls that close. */
  readonly errors: readonly AppError[];
}

/** One revocation and how it stands. Changed by journal entries alone: see `journal/apply-entry.ts`. */
export interface RevocationRecord {
  readonly plan: FrozenPlan;
  readonly order: Order;
  readonly ledger: Ledger;
  facts: Facts;
  /** The last moment at which a session of the plan may still have been open, as far as is known. */
  lastOpenAt: number;
}

/** A revocation before its first call. */
export function beginRecord(plan: FrozenPlan, order: Order): RevocationRecord {
  return {
    plan,
    order,
    ledger: createLedger(plan.targets, (person) => plan.people.identities(person) !== undefined),
    facts: {
      endedAt: null,
      checkedAt: null,
      stopped: false,
      passes: 0,
      closedByUserId: false,
      lookedForIn: 0,
      witnessed: false,
      resumed: 0,
      cutOff: null,
      watch: null,
      errors: [],
    },
    lastOpenAt: order.startedAt,
  };
}
