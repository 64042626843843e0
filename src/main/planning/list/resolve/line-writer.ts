import type { SessionRow } from '../../../../contract/domain/session.ts';
import type { LineKind } from '../../../../contract/domain/stored-names.ts';
import { isOwnUser } from '../../../identity/user-ids.ts';
import type { WorkControl } from '../../../shared/work-control.ts';
import { maxRows } from '../../../store/changes.ts';
import type { MatchRecord, ResolvedLine, UserRecord } from '../../../store/records.ts';
import type { StoredDraft } from '../../draft/stored-draft.ts';
import type { Answer } from './find-users.ts';
import type { LookUp } from './look-up.ts';
import { type OwnIds, toMatch, type WholeUser } from './whole-users.ts';

/**
 * Writes what lines turned out to be: the line with its user and its sessions in one commit. Only a user with more
 * sessions than a commit can have is written in parts, the line last: after a crash in between the line is looked up again,
 * and what is there twice is removed later.
 */
interface LineWriter {
  readonly add: (id: number, answer: Answer) => void;
  /** Resolves when more can be added. Rejects when the work was stopped. */
  readonly ready: () => Promise<void>;
  readonly flush: () => void;
}

interface LineWriterParts {
  readonly stored: StoredDraft;
  readonly lookUp: Pick<LookUp, 'isAdded' | 'noteAdded'>;
  readonly own: Pick<OwnIds, 'has'>;
  readonly control: WorkControl;
}

/** Rows that may wait for the disk. */
const mostWaiting = 4 * maxRows;
/** Milliseconds after which collected lines are written, also when they are few. */
const flushEveryMs = 250;

interface Rows {
  readonly users: readonly UserRecord[];
  readonly matches: readonly MatchRecord[];
  readonly line: ResolvedLine;
}

export function createLineWriter({ stored, lookUp, own, control }: LineWriterParts): LineWriter {
  let users: UserRecord[] = [];
  let matches: MatchRecord[] = [];
  let lines: ResolvedLine[] = [];
  let flushedAt = performance.now();

  function flush(): void {
    flushedAt = performance.now();
    if (lines.length === 0) return;
    stored.append(
      { type: 'add-users', users },
      { type: 'add-matches', matches },
      { type: 'resolve-lines', lines },
    );
    users = [];
    matches = [];
    lines = [];
  }

  function collect(rows: Rows): void {
    const collected = users.length + matches.length + lines.length;
    if (collected + rows.users.length + rows.matches.length + 1 > maxRows) flush();
    users.push(...rows.users);
    matches.push(...rows.matches);
    lines.push(rows.line);
  }

  /** What is in the last part is in the commit of the line. */
  function collectInParts({ users: [user], matches: all, line }: Rows): void {
    const last = all.length % (maxRows - 2);
    flush();
    // Not as a whole user, as long as no line says so.
    if (user) stored.append({ type: 'add-users', users: [{ ...user, whole: false }] });
    stored.append({ type: 'add-matches', matches: all.slice(last) });
    collect({ users: user ? [user] : [], matches: all.slice(0, last), line });
  }

  function rowsOfUser(id: number, kind: LineKind | null, user: WholeUser): Rows {
    const { emails, identities, name, userId } = user;
    const line: ResolvedLine = { id, kind, result: { type: 'user', userId, name } };
    if (lookUp.isAdded(userId)) return { users: [], matches: [], line };
    lookUp.noteAdded(user);
    return {
      users: [{ userId, name, emails, identities, whole: true, own: isOwnUser(own, user) }],
      matches: user.sessions.map((session) => ({ ...session, line: id })),
      line,
    };
  }

  function rowsOfSession(id: number, kind: LineKind | null, row: SessionRow): Rows {
    const { handle, tenantId, timeCreated: createdAt, userId } = row;
    const ownUser: UserRecord = { userId, name: null, identities: null, whole: false, own: true };
    return {
      users: own.has(userId) ? [ownUser] : [],
      matches: [{ ...toMatch(row, userId, null), line: id }],
      line: { id, kind, result: { type: 'session', handle, tenantId, userId, createdAt } },
    };
  }

  function rowsOf(id: number, { kind, ...answer }: Answer): Rows {
    if (answer.type === 'session') return rowsOfSession(id, kind, answer.row);
    if (answer.type === 'user') return rowsOfUser(id, kind, answer.user);
    const result = answer.type === 'added-user' ? ({ ...answer, type: 'user' } as const) : answer;
    return { users: [], matches: [], line: { id, kind, result } };
  }

  return {
    flush,
    add: (id, answer) => {
      const rows = rowsOf(id, answer);
      if (rows.matches.length + 2 > maxRows) collectInParts(rows);
      else collect(rows);
    },
    ready: async () => {
      if (performance.now() - flushedAt > flushEveryMs) flush();
      if (stored.waiting() > mostWaiting) await stored.settleOrPause(control);
    },
  };
}
