import type { LineKind } from '../../../../contract/domain/stored-names.ts';
import type { CorePort, RecordedKeys } from '../../../core/protocol.ts';
import { isOwnUser } from '../../../identity/user-ids.ts';
import { createOrderedQueue } from '../../../shared/concurrency/limit.ts';
import type { CoreCaller } from '../../../shared/retry/core-caller.ts';
import type { WorkControl } from '../../../shared/work-control.ts';
import { maxRows } from '../../../store/changes.ts';
import type { StoreReader } from '../../../store/interface.ts';
import type { LineId, MatchRecord, OpenLine, ResolvedLine, UserRecord } from '../../../store/records.ts';
import { orPause, type StoredDraft } from '../../draft/stored-draft.ts';
import type { Answer } from './find-users.ts';
import { createLookUp, type LookUp, type StartedLine } from './look-up.ts';
import { createRecentMap } from './recent-answers.ts';
import type { SessionOwner } from './session-owners.ts';
import { type OwnIds, toMatch, type WholeUser } from './whole-users.ts';

interface ResolveList {
  readonly read: Pick<StoreReader, 'openLines'>;
  readonly stored: StoredDraft;
  readonly lines: 'open' | 'unread';
  /** Whether lines are still being uploaded. */
  readonly isGrowing: () => boolean;
  readonly resolver: LineResolver;
  readonly control: WorkControl;
}

const pageSize = 1_000;

/**
 * Looks up all lines that wait for it, while more of them are uploaded. Where it is needs no note of its own: a line that
 * was looked up does not wait any more. Rejects with `aborted` when it is stopped.
 */
export async function resolveList({
  read,
  stored,
  lines: which,
  isGrowing,
  resolver,
  control,
}: ResolveList): Promise<void> {
  let after: LineId = 0;
  for (;;) {
    await control.checkpoint();
    // Asked before: lines that are uploaded while this reads are read the next time.
    const growing = isGrowing();
    const lines = await orPause(control, () =>
      read.openLines({ id: stored.id, result: which, after, limit: pageSize }),
    );
    const last = lines.at(-1);
    if (last) {
      after = last.id;
      await resolver.add(lines);
      continue;
    }
    await resolver.drain();
    await stored.settleOrPause(control);
    if (!growing) return;
    await nextChange(stored, control.signal);
  }
}

function nextChange({ listeners }: StoredDraft, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const leave = listeners.add(end);
    function end(): void {
      leave();
      signal.removeEventListener('abort', end);
      resolve();
    }
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

/** Looks lines up, many at a time, and writes what they turned out to be in their order. */
interface LineResolver {
  /** Resolves when more can be added. Rejects with the first failure, or when the work was stopped. */
  readonly add: (lines: readonly OpenLine[]) => Promise<void>;
  /** Resolves when everything that was added is appended to the log. More can be added then. */
  readonly drain: () => Promise<void>;
}

interface LineResolverParts {
  readonly stored: StoredDraft;
  readonly caller: CoreCaller<CorePort>;
  readonly keys: () => RecordedKeys;
  readonly own: Pick<OwnIds, 'has'>;
  /** Reads the ids of the own users, before lines are looked up. */
  readonly readOwn: () => Promise<void>;
  /** Whether the users of sessions are read, for their names. */
  readonly readsNames: boolean;
  readonly read: Pick<StoreReader, 'namedUsers'>;
  readonly control: WorkControl;
  readonly onResolved: (lines: number) => void;
}

type Resolved = readonly { readonly id: number; readonly answer: Answer }[];

/** Lines, or runs of lines that need no more calls, that are looked up or wait for those before them. */
const mostUnderWay = 32;

export function createLineResolver(parts: LineResolverParts): LineResolver {
  const { caller, control, keys, onResolved, own, read, readOwn, readsNames, stored } = parts;
  const named = async (userIds: readonly string[]) =>
    new Set(await orPause(control, () => read.namedUsers({ id: stored.id, userIds })));
  const lookUp = createLookUp(caller, keys, readsNames ? named : null);
  const writer = createLineWriter({ stored, lookUp, own, control });
  const queue = createOrderedQueue<Resolved>(mostUnderWay, async (resolved) => {
    for (const { id, answer } of resolved) writer.add(id, answer);
    await writer.ready();
    onResolved(resolved.length);
  });

  let starting: Promise<readonly StartedLine[]> | undefined;

  /** Most lines of most lists are sessions: their answers go through the queue together. */
  async function addAll(lines: readonly StartedLine[]): Promise<void> {
    let known: { id: number; answer: Answer }[] = [];
    for (const { id, answer, finish } of lines) {
      if (answer) {
        known.push({ id, answer });
        continue;
      }
      const before = known;
      known = [];
      if (before.length > 0) await queue.add(async () => before);
      await queue.add(async () => [{ id, answer: await finish(control.signal) }]);
    }
    if (known.length > 0) await queue.add(async () => known);
  }

  async function addBefore(): Promise<void> {
    const before = starting;
    starting = undefined;
    if (before) await addAll(await before);
  }

  return {
    add: async (lines) => {
      await readOwn();
      const started = lookUp.start(lines);
      // It is awaited in its turn.
      started.catch(() => undefined);
      // The core reads these sessions while lines before them are looked up.
      await addBefore();
      starting = started;
    },
    drain: async () => {
      await addBefore();
      await queue.done();
      writer.flush();
    },
  };
}

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
const mostNamed = 20_000;
/** Milliseconds after which collected lines are written, also when they are few. */
const flushEveryMs = 250;

interface Rows {
  readonly users: readonly UserRecord[];
  readonly matches: readonly MatchRecord[];
  readonly line: ResolvedLine;
}

function createLineWriter({ stored, lookUp, own, control }: LineWriterParts): LineWriter {
  let users: UserRecord[] = [];
  let matches: MatchRecord[] = [];
  let lines: ResolvedLine[] = [];
  let flushedAt = performance.now();
  const named = createRecentMap<true>(mostNamed);

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
    if (lookUp.isAdded(user)) return { users: [], matches: [], line };
    lookUp.noteAdded(user);
    return {
      users: [{ userId, name, emails, identities, whole: true, own: isOwnUser(own, user) }],
      matches: user.sessions.map((session) => ({ ...session, line: id })),
      line,
    };
  }

  /** Each user once, as far as is remembered: it does no harm to write one again. */
  function usersOfSession(userId: string, owner: SessionOwner | undefined): UserRecord[] {
    const shown = owner?.shown && !named.get(userId) ? owner.shown : null;
    const isOwn = own.has(userId) || own.has(shown?.userId ?? userId);
    if (!shown && !isOwn) return [];
    if (shown) named.set(userId, true);
    // Without their other ids: the sessions under these were not listed.
    const record = { name: null, identities: null, whole: false, own: isOwn, ...(shown ?? { userId }) };
    return [record.userId === userId ? record : { ...record, alias: userId }];
  }

  function rowsOfSession(id: number, { kind, owner, row }: Extract<Answer, { type: 'session' }>): Rows {
    const { handle, recipeUserId, tenantId, timeCreated: createdAt, userId } = row;
    const loginMethod = owner?.loginMethods.get(recipeUserId) ?? null;
    return {
      users: usersOfSession(userId, owner),
      matches: [{ ...toMatch(row, userId, loginMethod), line: id }],
      line: { id, kind, result: { type: 'session', handle, tenantId, userId, createdAt } },
    };
  }

  function rowsOf(id: number, all: Answer): Rows {
    if (all.type === 'session') return rowsOfSession(id, all);
    const { kind, ...answer } = all;
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
