import type { Candidate } from '../../../../contract/domain/planning/list-lines.ts';
import type { SessionRow } from '../../../../contract/domain/session.ts';
import type { LineKind } from '../../../../contract/domain/stored-names.ts';
import { failed, failure, toAppError } from '../../../../contract/failure.ts';
import type { CorePort, RecordedKeys, SessionRead } from '../../../core/protocol.ts';
import { readAllSessions, tenantOfHandle } from '../../../identity/session-handles.ts';
import { allDone, createLimit } from '../../../shared/concurrency/limit.ts';
import type { CoreCaller } from '../../../shared/retry/core-caller.ts';
import type { OpenLine } from '../../../store/records.ts';
import { reasonToText } from '../../../store/source-lines.ts';
import { classifyLine, type Lookup, malformed } from '../parse/classify-line.ts';
import { type Answer, createFindUsers, type FindUsers, type UserWithId } from './find-users.ts';
import { createRecentReads } from './recent-answers.ts';
import { createSessionOwners, type SessionOwner } from './session-owners.ts';
import { checkSession } from './whole-users.ts';

/** A line whose sessions were read: with its answer, or with what is to be looked up next. */
export interface StartedLine {
  readonly id: number;
  /** Undefined: see `finish`. */
  readonly answer: Answer | undefined;
  /** Resolves with the answer. Rejects only when the work was stopped. */
  readonly finish: (signal: AbortSignal) => Promise<Answer>;
}

/** Looks lines up at the core. */
export interface LookUp extends Pick<FindUsers, 'isAdded' | 'noteAdded'> {
  /** Reads the sessions of all handles in these lines at once. Rejects only when the work was stopped. */
  readonly start: (lines: readonly OpenLine[]) => Promise<readonly StartedLine[]>;
}

/** More calls at once gain nothing at a core. */
const mostCalls = 16;
/** In a list they are near one another, if at all: a session takes more memory than the other answers. */
const mostSessions = 4_000;

/** `named`: see `createSessionOwners`; null: the users of sessions are not read. */
export function createLookUp(
  caller: CoreCaller<CorePort>,
  keys: () => RecordedKeys,
  named: Parameters<typeof createSessionOwners>[1] | null,
): LookUp {
  const limit = createLimit(mostCalls);
  const owners = named && createSessionOwners(caller, named);
  const users = createFindUsers(caller, keys, limit);
  const readSessions = createRecentReads(mostSessions, readUnknown, ({ type }) => type !== 'failed');

  async function readUnknown(handles: readonly string[]): Promise<ReadonlyMap<string, SessionRead>> {
    const reads = new Map<string, SessionRead>();
    await readAllSessions(caller, {
      handles,
      keys: keys(),
      onBatch: (batch) => {
        for (const read of batch) reads.set(read.type === 'found' ? read.row.handle : read.handle, read);
      },
    });
    return reads;
  }

  /** Of the sessions that were found. */
  async function readOwners(
    reads: ReadonlyMap<string, SessionRead>,
  ): Promise<ReadonlyMap<string, SessionOwner>> {
    const rows = [...reads.values()].flatMap((read) => (read.type === 'found' ? read.row : []));
    return owners ? owners.read(rows.map(({ userId }) => userId)) : new Map();
  }

  function toStarted(id: number, lookups: readonly Lookup[], kind: LineKind, answer: Answer | null) {
    const isKnown = answer !== null || lookups.length === 0;
    return {
      id,
      answer: isKnown ? (answer ?? ({ type: 'unknown', kind } as const)) : undefined,
      finish: async (signal: AbortSignal): Promise<Answer> => {
        try {
          return await users.find(lookups, kind);
        } catch (thrown) {
          signal.throwIfAborted();
          return { type: 'unread', kind, error: toAppError(thrown) };
        }
      },
    };
  }

  return {
    start: async (lines) => {
      const classified = lines.map((line) => ({ id: line.id, content: classifyStored(line) }));
      const reads = await readSessions(classified.flatMap(({ content }) => handleOf(content) ?? []));
      const found = classified.map(({ id, content }) => ({
        id,
        content,
        session: sessionOf(content, reads),
      }));
      const ids = found.flatMap(({ content, session }) =>
        session?.type === 'session' ? userIdsOf(content) : [],
      );
      const [sessionOwners, usersWithIds] = await allDone([readOwners(reads), users.withIds(ids)]);
      return found.map(({ id, content, session }): StartedLine => {
        if (content.type === 'malformed') {
          const answer: Answer = { type: 'malformed', kind: null, reason: reasonToText(content.reason) };
          return { id, answer, finish: async () => answer };
        }
        const others = content.lookups.filter(({ type }) => type !== 'session-handle');
        if (session?.type !== 'session') return toStarted(id, others, content.kind, session);
        const owned = { ...session, owner: sessionOwners.get(session.row.userId) };
        return toStarted(id, others, content.kind, orAmbiguous(owned, userIdsOf(content), usersWithIds));
      });
    },
    noteAdded: users.noteAdded,
    isAdded: users.isAdded,
  };
}

type LineContent =
  | { readonly type: 'look-up'; readonly lookups: readonly Lookup[]; readonly kind: LineKind }
  | Extract<ReturnType<typeof classifyLine>, { type: 'malformed' }>;

/** Null: the line names no session, or one that does not exist. */
function sessionOf(content: LineContent, reads: ReadonlyMap<string, SessionRead>): Answer | null {
  if (content.type === 'malformed') return null;
  const handle = handleOf(content);
  const read = handle === undefined ? undefined : reads.get(handle);
  const { kind } = content;
  if (!read || read.type === 'absent') return null;
  if (read.type === 'found') return toSessionAnswer(read.row, kind);
  // There can be no session in a tenant that does not exist.
  return read.error.code === 'tenant-unknown' ? null : { type: 'unread', kind, error: read.error };
}

/** A handle that is also the id of a user is ambiguous: the operator decides whether the session is ended. */
function orAmbiguous(
  session: Answer,
  ids: readonly string[],
  users: ReadonlyMap<string, UserWithId>,
): Answer {
  const { kind } = session;
  const candidates = new Map<string, Candidate>();
  for (const id of ids) {
    const user = users.get(id) ?? failed(failure('core-error', { reason: 'core-answer-impossible' }).error);
    if (!user.ok) return { type: 'unread', kind, error: user.error };
    if (user.value) candidates.set(user.value.userId, user.value);
  }
  return candidates.size === 0 ? session : { type: 'ambiguous', kind, candidates: [...candidates.values()] };
}

/** A session that cannot be stored cannot be ended either. */
function toSessionAnswer(row: SessionRow, kind: LineKind): Answer {
  try {
    checkSession(row);
    return { type: 'session', kind, row };
  } catch (thrown) {
    return { type: 'unread', kind, error: toAppError(thrown) };
  }
}

/** What the stored text of a line means. Of a token, the handle of its session is stored. */
function classifyStored({ kind, text }: OpenLine): LineContent {
  if (kind === 'access-token') {
    const lookup: Lookup = { type: 'session-handle', handle: text, tenantId: tenantOfHandle(text) };
    return { type: 'look-up', lookups: [lookup], kind };
  }
  const classified = classifyLine(text);
  if (classified.type === 'look-up') {
    const { lookups } = classified;
    return { type: 'look-up', lookups, kind: lookups[0]?.type ?? 'user-id' };
  }
  if (classified.type === 'malformed') return classified;
  // No line with a token is stored as one to be looked up.
  return { type: 'malformed', text: '', reason: malformed('token-not-verified') };
}

/** Ids of users that a line can mean as well. */
function userIdsOf(content: LineContent): readonly string[] {
  if (content.type === 'malformed') return [];
  return content.lookups.flatMap((lookup) => (lookup.type === 'user-id' ? lookup.id : []));
}

function handleOf(content: LineContent): string | undefined {
  const [first] = content.type === 'look-up' ? content.lookups : [];
  return first?.type === 'session-handle' ? first.handle : undefined;
}
