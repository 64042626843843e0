import type { LineKind } from '../../../../contract/domain/line-names.ts';
import type { Candidate } from '../../../../contract/domain/planning.ts';
import type { SessionRow } from '../../../../contract/domain/session.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { toAppError } from '../../../../contract/failure.ts';
import type { CorePort, RecordedKeys, SessionRead } from '../../../core/protocol.ts';
import { tenantOfHandle } from '../../../identity/handle-tenant.ts';
import { readAllSessions } from '../../../identity/read-all-sessions.ts';
import { createLimit } from '../../../shared/concurrency/limit.ts';
import type { CoreCaller } from '../../../shared/retry/core-caller.ts';
import type { OpenLine } from '../../../store/records.ts';
import { classifyLine, type Lookup } from '../classify/classify-line.ts';
import { malformed, reasonToText } from '../classify/malformed-reason.ts';
import { checkSession } from './check-answer.ts';
import { type AccountLookup, createFindAccounts } from './find-accounts.ts';
import { createRecentAnswers, createRecentMap } from './recent-answers.ts';
import { readWholeUser, type WholeUser } from './whole-users.ts';

/** What a line turned out to be at the core. */
export type Answer = { readonly kind: LineKind | null } & (
  | { readonly type: 'session'; readonly row: SessionRow }
  | { readonly type: 'user'; readonly user: WholeUser }
  /** All sessions of this user were added by a line before. */
  | { readonly type: 'added-user'; readonly userId: string; readonly name: string }
  | { readonly type: 'ambiguous'; readonly candidates: readonly Candidate[] }
  | { readonly type: 'unknown' }
  | { readonly type: 'malformed'; readonly reason: string }
  | { readonly type: 'unread'; readonly error: AppError }
);

/** A line whose sessions were read: with its answer, or with what is to be looked up next. */
export interface StartedLine {
  readonly id: number;
  /** Undefined: see `finish`. */
  readonly answer: Answer | undefined;
  /** Resolves with the answer. Rejects only when the work was stopped. */
  readonly finish: (signal: AbortSignal) => Promise<Answer>;
}

/** Looks lines up at the core. */
export interface LookUp {
  /** Reads the sessions of all handles in these lines at once. Rejects only when the work was stopped. */
  readonly start: (lines: readonly OpenLine[]) => Promise<readonly StartedLine[]>;
  /** Whether a line before added all sessions of this user, as far as is remembered. */
  readonly isAdded: (userId: string) => boolean;
  /** Lines after this one need not read the user again. */
  readonly noteAdded: (user: WholeUser) => void;
}

/** More calls at once gain nothing at a core. */
const mostCalls = 16;
const mostAnswers = 20_000;
/** In a list they are near one another, if at all: a session takes more memory than the other answers. */
const mostSessions = 4_000;

export function createLookUp(caller: CoreCaller<CorePort>, keys: () => RecordedKeys): LookUp {
  const limit = createLimit(mostCalls);
  const findAccounts = createFindAccounts(caller, limit);
  const sessions = createRecentMap<SessionRead>(mostSessions);
  const nobody = createRecentMap<true>(mostAnswers);
  const added = createRecentMap<{ readonly userId: string; readonly name: string }>(mostAnswers);
  // Those that are being read, or wait to be added. They have all sessions of a user, so they are few.
  const reading = createRecentAnswers<WholeUser | null>(mostCalls * 4);

  async function readSessions(handles: readonly string[]): Promise<ReadonlyMap<string, SessionRead>> {
    const reads = new Map<string, SessionRead>();
    const unread: string[] = [];
    for (const handle of new Set(handles)) {
      const known = sessions.get(handle);
      if (known) reads.set(handle, known);
      else unread.push(handle);
    }
    if (unread.length === 0) return reads;
    await readAllSessions(caller, {
      handles: unread,
      keys: keys(),
      onBatch: (batch) => {
        for (const read of batch) {
          const handle = read.outcome === 'found' ? read.row.handle : read.handle;
          reads.set(handle, read);
          if (read.outcome !== 'failed') sessions.set(handle, read);
        }
      },
    });
    return reads;
  }

  /** Null: there is no such session. */
  function sessionAnswer(read: SessionRead | undefined, kind: LineKind): Answer | null {
    if (!read || read.outcome === 'absent') return null;
    if (read.outcome === 'found') return foundAnswer(read.row, kind);
    // There can be no session in a tenant that does not exist.
    return read.error.code === 'tenant-unknown' ? null : { type: 'unread', kind, error: read.error };
  }

  async function findUser(id: string, kind: LineKind): Promise<Answer | null> {
    const known = added.get(id);
    if (known) return { type: 'added-user', kind, ...known };
    if (nobody.get(id)) return null;
    const user = await reading.get(id, () => readWholeUser({ caller, keys, limit }, id));
    if (user) return { type: 'user', kind, user };
    nobody.set(id, true);
    return null;
  }

  async function findAccount(lookup: AccountLookup): Promise<Answer | null> {
    const [first, ...others] = await findAccounts(lookup);
    if (!first) return null;
    if (others.length > 0) return { type: 'ambiguous', kind: lookup.as, candidates: [first, ...others] };
    return findUser(first.userId, lookup.as);
  }

  async function findFirst(lookups: readonly Lookup[], kind: LineKind): Promise<Answer> {
    for (const lookup of lookups) {
      // A session was looked for before.
      if (lookup.as === 'session-handle') continue;
      const answer = await (lookup.as === 'user-id' ? findUser(lookup.id, lookup.as) : findAccount(lookup));
      if (answer) return answer;
    }
    return { type: 'unknown', kind };
  }

  function toStarted(id: number, lookups: readonly Lookup[], kind: LineKind, answer: Answer | null) {
    const isKnown = answer !== null || lookups.length === 0;
    return {
      id,
      answer: isKnown ? (answer ?? ({ type: 'unknown', kind } as const)) : undefined,
      finish: async (signal: AbortSignal): Promise<Answer> => {
        try {
          return await findFirst(lookups, kind);
        } catch (thrown) {
          signal.throwIfAborted();
          return { type: 'unread', kind, error: toAppError(thrown) };
        }
      },
    };
  }

  return {
    start: async (lines) => {
      const classified = lines.map((line) => ({ line, means: classifyStored(line) }));
      const handles = classified.flatMap(({ means }) => handleOf(means) ?? []);
      const reads = await readSessions(handles);
      return classified.map(({ line: { id }, means }): StartedLine => {
        if (means.type === 'malformed') {
          const answer: Answer = { type: 'malformed', kind: null, reason: reasonToText(means.reason) };
          return { id, answer, finish: async () => answer };
        }
        const handle = handleOf(means);
        const kind = means.kind;
        const answer = handle === undefined ? null : sessionAnswer(reads.get(handle), kind);
        const others = means.lookups.filter(({ as }) => as !== 'session-handle');
        return toStarted(id, others, kind, answer);
      });
    },
    noteAdded: ({ identities, name, userId }) => {
      const known = { userId, name };
      for (const id of [userId, ...identities.map((identity) => identity.id)]) {
        added.set(id, known);
        reading.forget(id);
      }
    },
    isAdded: (userId) => added.get(userId) !== undefined,
  };
}

type Meaning =
  | { readonly type: 'look-up'; readonly lookups: readonly Lookup[]; readonly kind: LineKind }
  | Extract<ReturnType<typeof classifyLine>, { type: 'malformed' }>;

/** What cannot be stored is no session that could be ended. */
function foundAnswer(row: SessionRow, kind: LineKind): Answer {
  try {
    checkSession(row);
    return { type: 'session', kind, row };
  } catch (thrown) {
    return { type: 'unread', kind, error: toAppError(thrown) };
  }
}

/** What the stored text of a line means. Of a token, the handle of its session is stored. */
function classifyStored({ kind, text }: OpenLine): Meaning {
  if (kind === 'access-token') {
    const lookup: Lookup = { as: 'session-handle', handle: text, tenantId: tenantOfHandle(text) };
    return { type: 'look-up', lookups: [lookup], kind };
  }
  const classified = classifyLine(text);
  if (classified.type === 'look-up') {
    const { lookups } = classified;
    return { type: 'look-up', lookups, kind: lookups[0]?.as ?? 'user-id' };
  }
  if (classified.type === 'malformed') return classified;
  // No line with a token is stored as one to be looked up.
  return { type: 'malformed', text: '', reason: malformed('token-not-verified') };
}

function handleOf(means: Meaning): string | undefined {
  const [first] = means.type === 'look-up' ? means.lookups : [];
  return first?.as === 'session-handle' ? first.handle : undefined;
}
