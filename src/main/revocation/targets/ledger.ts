import { type TargetCounts, type TargetState, targetStates } from '../../../contract/domain/revocation.ts';
import { createErrorBook } from './error-book.ts';
import { isGone, nextStanding, type TargetEvent, type TargetStanding } from './target-state.ts';
import { createTargetTable, type TargetTable } from './target-table.ts';

/** How all targets of one revocation stand. Those of the plan come first, then new sessions; all by their number. */
export interface Ledger {
  /** Of the plan. */
  readonly planned: number;
  /** With new sessions. */
  readonly size: number;
  readonly handle: (index: number) => string;
  readonly tenantId: (index: number) => string;
  /** A number for its tenant, for putting those of one tenant together. */
  readonly tenant: (index: number) => number;
  readonly person: (index: number) => number | null;
  readonly createdAt: (index: number) => number | null;
  /** -1 when it is no target. */
  readonly find: (handle: string) => number;
  readonly setPerson: (index: number, person: number) => void;
  readonly state: (index: number) => TargetState;
  readonly standing: (index: number) => TargetStanding;
  /** Whether a reading after the last sending said how it stands. */
  readonly isChecked: (index: number) => boolean;
  /** Whether a call that held it got lost. */
  readonly wasLost: (index: number) => boolean;
  /** Whether it was seen to be there after it had been sent before. */
  readonly wasThere: (index: number) => boolean;
  /** Whether a list of its user showed it before anything was ended, so that such a list can show that it is gone. */
  readonly wasListed: (index: number) => boolean;
  /** The most targets that a call with it may hold; 0 once it failed alone. */
  readonly callSize: (index: number) => number;
  /** When it was known to be gone; null: it is not. */
  readonly endedAt: (index: number) => number | null;
  /** Throws when it cannot happen to a target that stands so. `at` in epoch milliseconds. */
  readonly record: (index: number, event: TargetEvent, at: number) => void;
  /** Nothing is known of it any more from readings before. */
  readonly lookAgain: (index: number) => void;
  readonly limitCall: (index: number, callSize: number) => void;
  readonly setListed: (index: number) => void;
  /** -1 when it is a target already. */
  readonly addNewSession: (handle: string, person: number | null) => number;
  /** Of the plan alone. Always add up to it. */
  readonly counts: () => TargetCounts;
  readonly newSessions: () => { readonly ended: number; readonly left: number };
}

const flag = { checked: 1, lost: 2, listed: 4, there: 8 } as const;
export const largestCallSize = 0xffff;
const codes = Object.fromEntries(targetStates.map((state, code) => [state, code])) as Record<
  TargetState,
  number
>;
/** Small numbers kept of each target, beside each other in one array of one kind: that is fast, and takes 8 bytes. */
const stateAt = 0;
const flagsAt = 1;
const callSizeAt = 2;
const errorAt = 3;
const stride = 4;
/** Targets that a ledger has room for beyond the plan before it grows. */
const roomForNewSessions = 16;

/** `targets` are those of the plan, and stay as they are. `listed` says of each person whether a list showed theirs. */
export function createLedger(targets: TargetTable, listed: (person: number) => boolean): Ledger {
  const planned = targets.size;
  const newSessions = createTargetTable();
  let marks = new Uint16Array((planned + roomForNewSessions) * stride);
  let endedAt = new Float64Array(planned + roomForNewSessions).fill(Number.NaN);
  const errors = createErrorBook();
  const plannedCounts = emptyCounts();
  const newCounts = emptyCounts();

  function setFirst(index: number, person: number | null): void {
    const at = index * stride;
    marks[at + stateAt] = codes.planned;
    marks[at + flagsAt] = person !== null && listed(person) ? flag.listed : 0;
    marks[at + callSizeAt] = largestCallSize;
  }

  function makeRoom(size: number): void {
    if (size <= endedAt.length) return;
    const larger = new Uint16Array(marks.length * 2);
    larger.set(marks);
    marks = larger;
    const longer = new Float64Array(endedAt.length * 2).fill(Number.NaN);
    longer.set(endedAt);
    endedAt = longer;
  }

  for (let index = 0; index < planned; index++) setFirst(index, targets.person(index));
  plannedCounts.planned = planned;

  function has(index: number, bit: number): boolean {
    return ((marks[index * stride + flagsAt] as number) & bit) !== 0;
  }
  function set(index: number, bit: number, on: boolean): void {
    const at = index * stride + flagsAt;
    const flags = marks[at] as number;
    marks[at] = on ? flags | bit : flags & ~bit;
  }
  function stateOf(index: number): TargetState {
    return targetStates[marks[index * stride + stateAt] as number] as TargetState;
  }
  function standingAt(index: number): TargetStanding {
    const state = stateOf(index);
    const error = errors.at(marks[index * stride + errorAt] as number);
    if (state === 'still-active') return { state, error };
    if (state === 'unknown' || state === 'failed') return { state, error: error ?? errors.unnamed };
    return { state };
  }
  function of<T>(index: number, ask: (table: TargetTable, at: number) => T): T {
    return index < planned ? ask(targets, index) : ask(newSessions, index - planned);
  }

  return {
    planned,
    get size() {
      return planned + newSessions.size;
    },
    handle: (index) => of(index, (table, at) => table.handle(at)),
    tenantId: (index) => of(index, (table, at) => table.tenantId(at)),
    // New sessions are numbered on their own: they never share a call with the plan's.
    tenant: (index) => (index < planned ? targets.tenant(index) : -1 - newSessions.tenant(index - planned)),
    person: (index) => of(index, (table, at) => table.person(at)),
    createdAt: (index) => of(index, (table, at) => table.createdAt(at)),
    setPerson: (index, person) => of(index, (table, at) => table.setPerson(at, person)),
    find: (handle) => {
      const known = targets.find(handle);
      if (known >= 0 && known < planned) return known;
      const later = newSessions.find(handle);
      return later < 0 ? -1 : planned + later;
    },
    state: stateOf,
    standing: standingAt,
    isChecked: (index) => has(index, flag.checked),
    wasLost: (index) => has(index, flag.lost),
    wasThere: (index) => has(index, flag.there),
    wasListed: (index) => has(index, flag.listed),
    callSize: (index) => marks[index * stride + callSizeAt] as number,
    endedAt: (index) => {
      const at = endedAt[index] as number;
      return Number.isNaN(at) ? null : at;
    },
    record: (index, event, at) => {
      const before = standingAt(index);
      const next = nextStanding(before, event);
      if (!next) throw new Error(`A target that is ${before.state} was recorded as ${event.type}.`);
      const counts = index < planned ? plannedCounts : newCounts;
      counts[before.state] -= 1;
      counts[next.state] += 1;
      marks[index * stride + stateAt] = codes[next.state];
      marks[index * stride + errorAt] = 'error' in next && next.error ? errors.add(next.error) : 0;
      if (!isGone(next)) endedAt[index] = Number.NaN;
      else if (!isGone(before)) endedAt[index] = at;
      if (event.type === 'lost') set(index, flag.lost, true);
      if (event.type === 'sent') set(index, flag.there, before.state === 'still-active');
      if (event.type === 'sent' || event.type === 'doubted') set(index, flag.checked, false);
      if (event.type === 'read-absent' || event.type === 'read-there') set(index, flag.checked, true);
    },
    lookAgain: (index) => set(index, flag.checked, false),
    limitCall: (index, callSize) => {
      const at = index * stride + callSizeAt;
      marks[at] = Math.min(callSize, marks[at] as number);
    },
    setListed: (index) => set(index, flag.listed, true),
    addNewSession: (handle, person) => {
      const known = targets.find(handle);
      if (known >= 0 && known < planned) return -1;
      const { index, isNew } = newSessions.add(handle, { person, createdAt: null });
      if (!isNew) return -1;
      makeRoom(planned + index + 1);
      setFirst(planned + index, person);
      newCounts.planned += 1;
      return planned + index;
    },
    counts: () => ({ ...plannedCounts }),
    newSessions: () => {
      const ended = newCounts.revoked + newCounts['already-gone'] + newCounts['revoked-unconfirmed'];
      return { ended, left: newSessions.size - ended };
    },
  };
}

function emptyCounts(): TargetCounts {
  return {
    planned: 0,
    sent: 0,
    revoked: 0,
    'already-gone': 0,
    unknown: 0,
    'revoked-unconfirmed': 0,
    'still-active': 0,
    failed: 0,
  };
}
