import type {
  AmbiguousNumbers,
  ChoiceForAll,
  ChoiceProgress,
} from '../../../contract/domain/planning/change-draft.ts';
import { errorTraits } from '../../../contract/error-traits.ts';
import { failure, toAppError } from '../../../contract/failure.ts';
import type { RecordedKeys } from '../../core/protocol.ts';
import { isOwnUser } from '../../identity/user-ids.ts';
import { createLimit, forEachConcurrent, mapConcurrent } from '../../shared/concurrency/limit.ts';
import { createDirectCaller } from '../../shared/retry/core-caller.ts';
import type { ChosenUser, Store } from '../../store/interface.ts';
import type { AmbiguousLine } from '../../store/records.ts';
import type { ChoiceCall } from '../draft/draft.ts';
import type { StoredDraft } from '../draft/stored-draft.ts';
import { createRecentMap } from './resolve/recent-answers.ts';
import { type OwnIds, readWholeUser, type WholeUser } from './resolve/whole-users.ts';

interface ChoosePorts {
  readonly store: Store;
  readonly stored: StoredDraft;
  readonly keys: () => RecordedKeys;
  readonly own: OwnIds;
}

const mostCalls = 16;
/** Users can have many sessions each. */
const mostUsers = 4;

/** What the operator chose on an ambiguous line. The operator waits for it, so it fails at once when the core does not answer. */
export async function chooseUsers(
  { store, stored, keys, own }: ChoosePorts,
  row: number,
  userIds: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { id } = stored;
  const [line] = await store.read.lines({ id, view: null, offset: row, limit: 1 });
  if (line?.result !== 'ambiguous') throw failure('bad-input', { reason: 'nothing-to-choose' });
  const chosen = [...new Set(userIds)];
  if (chosen.some((userId) => line.candidates.every((candidate) => candidate.userId !== userId)))
    throw failure('bad-input', { reason: 'choice-not-offered' });
  const caller = createDirectCaller(stored.core, signal);
  const limit = createLimit(mostCalls);
  if (chosen.length > 0) {
    await stored.checkCore(signal);
    await own.read(caller);
  }
  const users = await mapConcurrent(
    chosen,
    mostUsers,
    async (userId) => {
      const user = await readWholeUser({ caller, keys, limit }, userId);
      if (!user) throw goneUser();
      return toChosenUser(user, own);
    },
    signal,
  );
  if (chosen.length > 0) await stored.checkCore(signal);
  await stored.change(() => store.write.chooseUsers({ id, line: line.id, users }));
}

/** A user as the store takes it. */
function toChosenUser(user: WholeUser, own: OwnIds): ChosenUser {
  const { emails, identities, name, sessions, userId } = user;
  return { userId, name, emails, identities, own: isOwnUser(own, user), sessions };
}

function goneUser() {
  return failure('not-found', { reason: 'chosen-user-gone' });
}

interface ChooseForAllPorts extends ChoosePorts {
  /** Throws when the list is not in a state in which users can be chosen. */
  readonly checkReady: () => void;
}

/** Users can have many sessions each. */
const linesAtOnce = 4;
/** Lines after which other changes of the operator get their turn. */
const linesInTurn = 200;
/** Sessions in memory before they are written, besides those of the users that are being read. */
const mostSessions = 1_000;
/** Users that later lines need not read again. */
const mostKnown = 20_000;
const linesOnPage = 1_000;
const mostTenants = 1_000;

/**
 * Chooses on all ambiguous lines at once, except on those that are the handle of a session, too. A line with a candidate
 * that cannot be read stays as it was. Fails at once when the core does not answer. Lines that are done keep their
 * choice when this fails or is aborted.
 */
export async function chooseForAll(
  { checkReady, keys, own, store, stored }: ChooseForAllPorts,
  choice: ChoiceForAll,
  { onProgress, signal }: ChoiceCall,
): Promise<void> {
  const { id } = stored;
  const caller = createDirectCaller(stored.core, signal);
  const limit = createLimit(mostCalls);
  /** By the id of a candidate: the id of a user who is in the store with all sessions. */
  const known = createRecentMap<string>(mostKnown);
  let progress: ChoiceProgress = {
    done: 0,
    of: stored.counts().lines.byResult.ambiguous,
    changed: 0,
    failed: 0,
  };
  let lines: { line: number; userIds: readonly string[] }[] = [];
  let users: ChosenUser[] = [];
  let sessions = 0;
  let writing: Promise<unknown> = Promise.resolve();

  async function write(): Promise<void> {
    const next = { id, lines, users, apply: false };
    if (lines.length === 0) return;
    lines = [];
    users = [];
    sessions = 0;
    writing = writing.then(async () => {
      if (choice.type !== 'none') await stored.checkCore(signal);
      await store.write.chooseForLines(next);
    });
    await writing;
    progress = { ...progress, changed: progress.changed + next.lines.length };
  }

  /** Null: one of them cannot be read, or none of them is there any more. */
  async function readUsers(
    userIds: readonly string[],
    either: AbortSignal,
  ): Promise<readonly ReadUser[] | null> {
    const read: ReadUser[] = [];
    try {
      for (const candidateId of userIds) {
        either.throwIfAborted();
        const userId = known.get(candidateId);
        if (userId !== undefined) read.push({ candidateId, userId, user: null });
        else {
          const user = await readWholeUser({ caller, keys, limit }, candidateId);
          if (user) read.push({ candidateId, userId: user.userId, user: toChosenUser(user, own) });
        }
      }
    } catch (thrown) {
      const { code } = toAppError(thrown);
      // Only what the core answers can be about this user alone.
      if (!errorTraits[code].answeredByCore) throw thrown;
      return null;
    }
    return read.length > 0 || userIds.length === 0 ? read : null;
  }

  async function settle(line: AmbiguousLine, either: AbortSignal): Promise<void> {
    const userIds = chosenBy(choice, line);
    const read = userIds && (await readUsers(userIds, either));
    if (read) {
      for (const { candidateId, user, userId } of read) {
        known.set(candidateId, userId);
        if (!user) continue;
        users.push(user);
        sessions += user.sessions.length;
      }
      lines.push({ line: line.id, userIds: [...new Set(read.map(({ userId }) => userId))] });
    } else if (userIds) progress = { ...progress, failed: progress.failed + 1 };
    if (sessions >= mostSessions) await write();
    progress = { ...progress, done: progress.done + 1 };
    onProgress(progress);
  }

  /** Resolves with the last line; null: all lines are done. */
  async function takeTurn(after: number): Promise<number | null> {
    checkReady();
    const page = await store.read.ambiguousLines({ id, after, limit: linesInTurn });
    await forEachConcurrent(page, linesAtOnce, settle, signal);
    await write();
    onProgress(progress);
    return page.at(-1)?.id ?? null;
  }

  async function apply(): Promise<void> {
    await writing.catch(() => undefined);
    await stored.change(() => store.write.chooseForLines({ id, lines: [], users: [], apply: true }));
  }

  try {
    if (choice.type !== 'none') {
      await stored.checkCore(signal);
      await own.read(caller);
    }
    let after: number | null = 0;
    while (after !== null) {
      const behind: number = after;
      after = await stored.reopen(() => takeTurn(behind));
      signal.throwIfAborted();
    }
  } finally {
    // Also of what was chosen until then.
    await stored.reopen(apply);
  }
}

interface ReadUser {
  readonly candidateId: string;
  readonly userId: string;
  /** Null: its sessions are in the store. */
  readonly user: ChosenUser | null;
}

/** Null: the line stays as it is. */
function chosenBy(choice: ChoiceForAll, line: AmbiguousLine): readonly string[] | null {
  if (isSessionToo(line)) return null;
  switch (choice.type) {
    case 'none':
      return line.isChosen ? [] : null;
    case 'all':
      return line.candidates.map(({ userId }) => userId);
    case 'tenant': {
      const inTenant = line.candidates.filter(({ tenantIds }) => tenantIds.includes(choice.tenantId));
      return inTenant.length === 0 ? null : inTenant.map(({ userId }) => userId);
    }
  }
}

/** Its session is no candidate: who chooses all of them would leave it out. */
function isSessionToo({ kind }: AmbiguousLine): boolean {
  return kind === 'session-handle';
}

/** How many lines each choice for all of them changes. */
export async function countAmbiguous(
  { store, id }: { readonly store: Pick<Store, 'read'>; readonly id: string },
  signal: AbortSignal,
): Promise<AmbiguousNumbers> {
  const byTenant = new Map<string, number>();
  const numbers = { lines: 0, chosen: 0, oneByOne: 0, candidates: 0 };
  for (let after: number | undefined = 0; after !== undefined; ) {
    signal.throwIfAborted();
    const page: readonly AmbiguousLine[] = await store.read.ambiguousLines({ id, after, limit: linesOnPage });
    for (const line of page) {
      if (isSessionToo(line)) {
        numbers.oneByOne += 1;
        continue;
      }
      numbers.lines += 1;
      if (line.isChosen) numbers.chosen += 1;
      numbers.candidates += line.candidates.length;
      for (const tenantId of new Set(line.candidates.flatMap(({ tenantIds }) => tenantIds)))
        byTenant.set(tenantId, (byTenant.get(tenantId) ?? 0) + 1);
    }
    after = page.at(-1)?.id;
  }
  const tenants = [...byTenant].map(([tenantId, lines]) => ({ tenantId, lines }));
  tenants.sort((a, b) => b.lines - a.lines || (a.tenantId < b.tenantId ? -1 : 1));
  return { ...numbers, tenants: tenants.slice(0, mostTenants), tenantsInAll: tenants.length };
}
