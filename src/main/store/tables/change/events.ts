import type { TargetId } from '../../records.ts';
import {
  flagsAfter,
  isGone,
  mayHaveBeenActive,
  nextState,
  type TargetEvent,
  verifiedAfter,
} from '../../target-state.ts';
import { role, stateCode, stateOf, targetFlag } from '../rows/codes.ts';
import { toId } from '../rows/ids.ts';
import { type TargetRow, targetsById, updateTargetState } from '../rows/target-row.ts';
import { checkId } from '../rows/text.ts';
import { addTarget, isKnownHandle } from './add-matches.ts';
import { countState, type Edit } from './edit.ts';

interface RecordedEvent {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly event: TargetEvent;
}

/** The same event for targets by number. */
export function recordEvent(
  edit: Edit,
  { on, halve, ...recorded }: RecordedEvent & { readonly on: readonly TargetId[]; readonly halve?: true },
): void {
  const rows = targetsById(
    edit.file,
    on.map((number) => toId(edit.rev, number)),
  );
  const batchLimit = Math.floor(on.length / 2);
  for (const row of rows) {
    if (halve) row.batchLimit = Math.min(row.batchLimit, batchLimit);
    happen(edit, row, recorded);
    updateTargetState(edit.file, row);
  }
  noteEvent(edit, recorded, rows.length);
}

/** Changes the row and the numbers; nothing of it is written. False: it cannot happen to a target in this state. */
export function happen(edit: Edit, row: TargetRow, { at, event }: RecordedEvent): boolean {
  const { counts, errors } = edit;
  const from = {
    state: stateOf(row.state),
    error: row.error === null ? null : errors.get(row.error),
    wasLost: (row.flags & targetFlag.lost) !== 0,
    wasActive: (row.flags & targetFlag.active) !== 0,
  };
  const next = row.role === role.excluded ? null : nextState(from, event);
  if (!next) return false;
  countState(edit, row, -1);
  const { wasActive, wasLost } = flagsAfter(from, event);
  setFlag(row, targetFlag.lost, wasLost);
  setFlag(row, targetFlag.active, wasActive);
  setFlag(row, targetFlag.verified, verifiedAfter(event) ?? (row.flags & targetFlag.verified) !== 0);
  row.state = stateCode[next.state];
  if (next.error !== from.error) row.error = next.error && errors.idOf(next.error);
  if (!isGone(next.state)) row.endedAt = null;
  else if (!isGone(from.state)) row.endedAt = at;
  if (mayHaveBeenActive(from.state, event) && at > counts.get('last-active')) counts.set('last-active', at);
  countState(edit, row, 1);
  return true;
}

/** Writes that something happened, for the history of the revocation. */
export function noteEvent({ counts, file, rev }: Edit, { at, event }: RecordedEvent, targets: number): void {
  if (targets === 0) return;
  file
    .prepare('INSERT INTO event VALUES (?, ?, ?, ?)')
    .run(toId(rev, counts.next('event')), at, event.type, targets);
}

export interface NewSessions {
  readonly at: number;
  readonly userId: string;
  readonly handles: readonly string[];
  readonly seen: 'active' | 'ended';
}

/** Adds sessions that began after the plan was frozen; known handles are passed over. Gives how many were added. */
export function addNewSessions(edit: Edit, { at, userId, handles, seen }: NewSessions): number {
  const { file, rev, users } = edit;
  for (const handle of handles) checkId(handle);
  const fresh = [...new Set(handles)].filter((handle) => !isKnownHandle(file, rev, handle));
  if (fresh.length === 0) return 0;
  const user = users.findOrAdd(userId).id;
  const events = seen === 'active' ? seenActive : namedAsEnded;
  for (const handle of fresh) {
    const row = addTarget(edit, { handle, user, ...nothingRead, role: role.newSession });
    for (const event of events) happen(edit, row, { at, event });
    updateTargetState(file, row);
  }
  for (const event of events) noteEvent(edit, { at, event }, fresh.length);
  return fresh.length;
}

const seenActive: readonly TargetEvent[] = [{ type: 'read-active' }];
// The core names what it ended.
const namedAsEnded: readonly TargetEvent[] = [{ type: 'sent' }, { type: 'confirmed' }];

const nothingRead = { created: null, expiry: null, ip: null, userAgent: null, line: null, flags: 0 } as const;

function setFlag(row: TargetRow, flag: number, on: boolean): void {
  row.flags = on ? row.flags | flag : row.flags & ~flag;
}
