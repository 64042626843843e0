import { type TargetCounts, type TargetRow, targetStates } from '../../../contract/domain/revocation.ts';
import { tenantOfHandle } from '../../identity/handle-tenant.ts';
import { firstStanding, nextStanding, type TargetEvent, type TargetStanding } from './target-state.ts';

export interface Target {
  readonly handle: string;
  readonly tenantId: string;
  /** Began after the plan was frozen: counted apart. */
  readonly newcomer: boolean;
  readonly standing: TargetStanding;
  /** Whether a reading after the last sending said how it stands. */
  readonly checked: boolean;
  /** Whether a call that held it got lost. */
  readonly lostOnce: boolean;
  /** The most targets that a call with it may hold: halved each time such a call fails, 0 once it failed alone. */
  readonly callSize: number;
}

/** All targets of one revocation, and how many stand where. */
export interface Ledger {
  readonly get: (handle: string) => Target | undefined;
  /** Throws when it cannot happen to a target that stands so: a mistake in this program. */
  readonly record: (handle: string, event: TargetEvent) => void;
  /** Nothing is known of it any more from readings before. */
  readonly lookAgain: (handle: string) => void;
  readonly limitCall: (handle: string, callSize: number) => void;
  readonly addNewcomer: (handle: string) => void;
  readonly all: () => IterableIterator<Target>;
  readonly where: (test: (target: Target) => boolean) => Target[];
  /** Of the plan alone. Always add up to it. */
  readonly counts: () => TargetCounts;
  readonly newcomers: () => { readonly ended: number; readonly left: number };
}

type Mutable = { -readonly [K in keyof Target]: Target[K] };

export function createLedger(handles: Iterable<string>, largestCall: number): Ledger {
  const targets = new Map<string, Mutable>();
  const planned = emptyCounts();
  const newcomers = emptyCounts();

  function add(handle: string, newcomer: boolean): void {
    if (targets.has(handle)) return;
    const tenantId = tenantOfHandle(handle);
    const fresh = { checked: false, lostOnce: false, callSize: largestCall };
    targets.set(handle, { handle, tenantId, newcomer, standing: firstStanding, ...fresh });
    (newcomer ? newcomers : planned)[firstStanding.state] += 1;
  }

  function known(handle: string): Mutable {
    const target = targets.get(handle);
    if (!target) throw new Error('A target was recorded that is in no plan.');
    return target;
  }

  for (const handle of handles) add(handle, false);

  return {
    get: (handle) => targets.get(handle),
    record: (handle, event) => {
      const target = known(handle);
      const next = nextStanding(target.standing, event);
      if (!next) throw new Error(`A target that is ${target.standing.state} was recorded as ${event.type}.`);
      const counts = target.newcomer ? newcomers : planned;
      counts[target.standing.state] -= 1;
      counts[next.state] += 1;
      target.standing = next;
      if (event.type === 'lost') target.lostOnce = true;
      if (event.type === 'sent') target.checked = false;
      if (event.type === 'read-absent' || event.type === 'read-there') target.checked = true;
    },
    lookAgain: (handle) => {
      known(handle).checked = false;
    },
    limitCall: (handle, callSize) => {
      known(handle).callSize = callSize;
    },
    addNewcomer: (handle) => add(handle, true),
    all: () => targets.values(),
    where: (test) => [...targets.values()].filter(test),
    counts: () => ({ ...planned }),
    newcomers: () => {
      const ended = newcomers.revoked + newcomers['already-gone'] + newcomers['revoked-unconfirmed-by-core'];
      return { ended, left: targetStates.reduce((sum, state) => sum + newcomers[state], 0) - ended };
    },
  };
}

export function toTargetRow({ handle, tenantId, newcomer, standing }: Target): TargetRow {
  const error = 'error' in standing ? standing.error : null;
  return { handle, tenantId, newcomer, state: standing.state, ...(error ? { error } : {}) };
}

function emptyCounts(): TargetCounts {
  return {
    planned: 0,
    sent: 0,
    revoked: 0,
    'already-gone': 0,
    unknown: 0,
    'revoked-unconfirmed-by-core': 0,
    'still-there': 0,
    failed: 0,
  };
}
