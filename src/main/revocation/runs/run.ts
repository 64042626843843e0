import type { Phase } from '../../../contract/domain/revocation.ts';
import type { AppError } from '../../../contract/errors.ts';
import type { CorePort, RecordedKeys } from '../../core/protocol.ts';
import type { RevocationRecord } from '../record.ts';
import { type Indexes, indexesWhere } from '../targets/indexes.ts';
import type { TargetEvent } from '../targets/target-state.ts';
import type { RunControl } from './control.ts';
import type { Outage } from './outage.ts';
import type { RunLog } from './run-log.ts';

/** How patient a revocation is with a core that does not answer, in milliseconds. */
export interface Patience {
  /** The first wait; each next one is twice as long, up to `mostMs`. */
  readonly firstMs: number;
  readonly mostMs: number;
  /** After so long it pauses by itself. */
  readonly giveUpAfterMs: number;
}

export const defaultPatience: Patience = { firstMs: 500, mostMs: 10_000, giveUpAfterMs: 60_000 };

/** Counts of the step that runs, for the progress bar. */
export interface Steps {
  /** A new step begins, of so many. */
  readonly begin: (phase: Phase, of: number) => void;
  readonly done: (count: number) => void;
}

/** What the steps of a run work with. */
export interface Run {
  readonly record: RevocationRecord;
  readonly log: RunLog;
  readonly control: RunControl;
  readonly steps: Steps;
  /** The open core of the plan. Throws a `Failure` when it is not open, or the connection leads to another address. */
  readonly core: () => CorePort;
  /** The same, for calls that end sessions: also throws when the connection is read-only by now. */
  readonly endingCore: () => CorePort;
  readonly keys: RecordedKeys;
  readonly now: () => number;
  readonly patience: Patience;
  /** Sessions that users had beside the targets before anything was ended, by the user's number. Not journalled. */
  readonly before: Map<number, ReadonlySet<string>>;
  readonly outage: Outage;
  /** Makes sure that it is still the core that was listed. Takes back what was believed when it is not. */
  readonly checkIdentity: (when: 'now' | 'at-times') => Promise<void>;
}

/** Records what happened to targets at this moment. */
export function tell(run: Run, event: TargetEvent, indexes: Indexes, halve = false): void {
  if (indexes.length === 0) return;
  const on = indexes instanceof Uint32Array ? [...indexes] : indexes;
  run.log.write({ e: 'event', at: run.now(), event, on, ...(halve ? { halve: true as const } : {}) });
}

/**
 * Whether this target is to be ended by the operator's order: all of the plan, and new sessions of users of whom everything
 * is to be ended. Others that began meanwhile are told, and left alone.
 */
export function isOrdered({ record: { ledger, plan } }: Run, index: number): boolean {
  if (index < ledger.planned) return true;
  const person = ledger.person(index);
  return person !== null && plan.people.isWhole(person);
}

/** The numbers of the targets of which this is true. */
export function targetsWhere(run: Run, test: (index: number) => boolean): Uint32Array {
  return indexesWhere(run.record.ledger.size, test);
}

/** Records that these were not sent after all. */
export function tellNotSent(run: Run, on: readonly number[]): void {
  const { ledger } = run.record;
  for (const wasThere of [true, false])
    tell(
      run,
      { type: 'not-sent', wasThere },
      on.filter((index) => ledger.wasThere(index) === wasThere),
    );
}

/** Keeps an error that belongs to no single target. */
export function keepError(run: Run, error: AppError): void {
  const { errors } = run.record.facts;
  if (errors.some(({ code, message }) => code === error.code && message === error.message)) return;
  run.log.write({ e: 'facts', facts: { errors: [...errors, error] } });
}
