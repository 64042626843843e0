import type { SessionDetails, SessionRow } from '../../../contract/domain/session.ts';
import type { IdentityId, LoginMethodKind, User } from '../../../contract/domain/user.ts';
import { Failure } from '../../../contract/failure.ts';
import type { CorePort, RecordedKeys, SessionRead, SessionReadInFull } from '../../core/protocol.ts';
import { readAllSessions, readAllSessionsInFull, tenantOfHandle } from '../../identity/session-handles.ts';
import { isOwner, loginMethodOf, readIdentities } from '../../identity/user-ids.ts';
import { listHandles } from '../../scan/read-users.ts';
import type { CoreCaller } from '../../shared/retry/core-caller.ts';
import { maxUnread } from '../../store/changes.ts';
import {
  isStorableId,
  isStorableNumber,
  type MatchRecord,
  type UndecidedRecord,
} from '../../store/records.ts';
import type { UndecidedFor } from './compile-rule.ts';
import { type CompiledRule, type Needs, parsePayload, type RuleFacts } from './conditions.ts';

/** What reading one user gave, beside the matches. */
export interface UserResult {
  /** Sessions that were seen. */
  readonly sessions: number;
  /** Handles that could not be read; null: the user could not be read. */
  readonly unread: readonly string[] | null;
}

export interface RuleReader {
  readonly core: CoreCaller<CorePort>;
  readonly keys: RecordedKeys;
  readonly evaluate: CompiledRule;
  readonly undecidedFor: UndecidedFor;
  readonly needs: Needs;
  /** Sessions in other tenants are not selected; null: sessions in all can be. */
  readonly tenants: ReadonlySet<string> | null;
  /** Resolves when there is room for more matches. */
  readonly room: () => Promise<void>;
}

/** A session that the rule selects. Without details where these decide nothing: then they are not read. */
export type MatchOfRule = Omit<MatchRecord, 'userId' | 'line'>;

/** A session for which the rule needs a fact that was not recorded. */
export type UndecidedSession = Omit<UndecidedRecord, 'userId'>;

export interface ReadUser {
  readonly user: User;
  /** Null: all sessions of the user, but for those under ids that were scanned. */
  readonly only: readonly string[] | null;
  /** Of the ids that the core shows of the user: see `shownIdsOf`. */
  readonly scanned: ReadonlySet<string>;
  readonly signal: AbortSignal;
  readonly onMatches: (identities: readonly IdentityId[], matches: readonly MatchOfRule[]) => void;
  readonly onUndecided: (identities: readonly IdentityId[], sessions: readonly UndecidedSession[]) => void;
}

/** Matches without details that are given before there has to be room for more. */
const mostAtOnce = 500;

/**
 * Reads as much of a user as it takes to tell which sessions the rule selects, under every id of the user. Rejects with
 * `aborted`, or with what `room` rejects with.
 */
export async function readUser(reader: RuleReader, request: ReadUser): Promise<UserResult> {
  const { user, only } = request;
  // When the rule is false for the user, no session has to be read.
  if (reader.evaluate({ user }) === 'no') return { sessions: 0, unread: [] };
  try {
    const result = await readSessionsOf(reader, request);
    return result.unread.length > maxUnread ? unreadable(null) : result;
  } catch (thrown) {
    if (thrown instanceof Unreadable) return unreadable(only);
    throw thrown;
  }
}

async function readSessionsOf(
  reader: RuleReader,
  { user, only, scanned, signal, onMatches, onUndecided }: ReadUser,
) {
  const { core, evaluate, keys, needs, undecidedFor } = reader;
  const identities = await ask(core, (port, either) => readIdentities(port, user, either), signal);
  if (!identities.every(({ id }) => isStorableId(id))) throw new Unreadable();
  const toScan = identities.filter(({ id, recipeUserId }) => !scanned.has(recipeUserId ?? id));
  const handles = only ?? (await listAll(reader, toScan, signal));
  // A handle that cannot be stored cannot be asked for either.
  const unread = handles.filter((handle) => !isStorableId(handle));
  const readable = unread.length === 0 ? handles : handles.filter(isStorableId);
  for (const [tenantId, inTenant] of Map.groupBy(readable, tenantOfHandle)) {
    const facts = await readTenantFacts(reader, user, tenantId, signal);
    const early = evaluate(facts);
    if (early === 'no') continue;
    if (early === 'yes') {
      for (let at = 0; at < inTenant.length; at += mostAtOnce) {
        await reader.room();
        onMatches(identities, inTenant.slice(at, at + mostAtOnce).map(withoutDetails));
      }
      continue;
    }
    const unreadHere = await readSessionFacts({
      core,
      keys,
      handles: inTenant,
      withPayloads: needs.payloads,
      signal,
      room: reader.room,
      onRead: (sessions) => {
        const matches: MatchOfRule[] = [];
        const undecided: UndecidedSession[] = [];
        for (const { session, ...more } of sessions) {
          const known = { ...facts, ...more, session };
          const result = evaluate(known);
          if (result === 'no') continue;
          if (!isStorable(session) || !isOwner(identities, session)) {
            unread.push(session.handle);
            continue;
          }
          const match = withDetails(session, loginMethodOf(user, identities, session.recipeUserId));
          if (result === 'yes') matches.push(match);
          else undecided.push({ ...match, undecidedFor: undecidedFor(known) });
        }
        if (matches.length > 0) onMatches(identities, matches);
        if (undecided.length > 0) onUndecided(identities, undecided);
      },
    });
    for (const handle of unreadHere) unread.push(handle);
  }
  return { sessions: only === null ? handles.length : 0, unread };
}

function unreadable(only: readonly string[] | null): UserResult {
  return { sessions: 0, unread: only };
}

function isStorable({ timeCreated, expiry }: SessionRow): boolean {
  return isStorableNumber(timeCreated) && isStorableNumber(expiry);
}

function withDetails(session: SessionRow, loginMethod: LoginMethodKind | null): MatchOfRule {
  const { handle, timeCreated: createdAt, expiry, ip, userAgent } = session;
  return { handle, createdAt, expiry, ip, userAgent, loginMethod };
}

function withoutDetails(handle: string): MatchOfRule {
  return { handle, createdAt: null, expiry: null, ip: null, userAgent: null, loginMethod: null };
}

async function listAll(
  { core, tenants }: RuleReader,
  identities: readonly IdentityId[],
  signal: AbortSignal,
): Promise<string[]> {
  const ids = identities.map(({ id }) => id);
  return orUnreadable(() => listHandles(core, { ids, tenants, signal }));
}

/** What is known of all sessions of a user in a tenant. Roles are read once for all, and only if they can decide. */
async function readTenantFacts(
  { core, evaluate, needs }: RuleReader,
  user: User,
  tenantId: string,
  signal: AbortSignal,
): Promise<RuleFacts> {
  const facts = { tenantId, user };
  if (!needs.roles || evaluate(facts) !== 'undecided') return facts;
  const roles = await ask(core, (port, either) => port.roles({ tenantId, userId: user.id }, either), signal);
  return { ...facts, roles };
}

/** The core does not answer this, although it answers other calls. */
class Unreadable extends Error {}

function ask<T>(
  core: CoreCaller<CorePort>,
  work: (port: CorePort, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  return orUnreadable(() => core.call(work, signal));
}

async function orUnreadable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.error.code !== 'aborted') throw new Unreadable();
    throw thrown;
  }
}

type SessionFacts = Required<Pick<RuleFacts, 'payloads'>> & { readonly session: SessionRow };

interface ReadSessionFacts {
  readonly core: CoreCaller<CorePort>;
  readonly handles: readonly string[];
  readonly keys: RecordedKeys;
  readonly withPayloads: boolean;
  readonly signal: AbortSignal;
  /** Before each slice: resolves when there is room for it. */
  readonly room: () => Promise<void>;
  readonly onRead: (sessions: readonly (SessionFacts | Omit<SessionFacts, 'payloads'>)[]) => void;
}

/** Sessions that are read before there has to be room for their matches. */
const sliceSize = 500;
/** With payloads, because all of a slice can be on its way here at once. */
const sliceInFull = 64;

/**
 * Reads the sessions of these handles. Sessions that ended in the meantime are left out. Resolves with the handles that
 * could not be read although the core works. Rejects with `aborted`, or with what `room` rejects with.
 */
async function readSessionFacts(request: ReadSessionFacts): Promise<readonly string[]> {
  const { core, handles, keys, onRead, room, signal, withPayloads } = request;
  const unread: string[] = [];

  function noteFailed(batch: readonly (SessionRead | SessionReadInFull)[]): void {
    for (const read of batch) if (read.type === 'failed') unread.push(read.handle);
  }

  function takeRows(batch: readonly SessionRead[]): void {
    noteFailed(batch);
    onRead(batch.flatMap((read) => (read.type === 'found' ? { session: read.row } : [])));
  }

  function takeDetails(batch: readonly SessionReadInFull[]): void {
    noteFailed(batch);
    onRead(batch.flatMap((read) => (read.type === 'found' ? toFacts(read.session) : [])));
  }

  const size = withPayloads ? sliceInFull : sliceSize;
  for (let at = 0; at < handles.length; at += size) {
    // Not while a call is under way: a pause would wait for the call, and the call for the end of the pause.
    await room();
    const slice = { handles: handles.slice(at, at + size), keys, signal };
    await (withPayloads
      ? readAllSessionsInFull(core, { ...slice, onBatch: takeDetails })
      : readAllSessions(core, { ...slice, onBatch: takeRows }));
  }
  return unread;
}

function toFacts({ userDataInDatabase, userDataInJWT, ...session }: SessionDetails): SessionFacts {
  const payloads = {
    userDataInDatabase: parsePayload(userDataInDatabase),
    userDataInJWT: parsePayload(userDataInJWT),
  };
  return { session, payloads };
}
