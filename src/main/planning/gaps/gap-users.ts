import { randomUUID } from 'node:crypto';
import { failure } from '../../../contract/failure.ts';
import type { OpenDraft } from '../draft.ts';
import type { DraftPorts } from '../draft-ports.ts';
import { firstCheckpoint } from '../rule/checkpoint.ts';
import { expectedBytesOfRule, restoreRuleDraft } from '../rule/rule-draft.ts';
import { createStoredDraft, type StoredDraft } from '../stored-draft.ts';
import type { GapsOf } from './gaps-of.ts';

const usersAtATime = 50;
const undecidedAtATime = 500;
/** So many rows may wait to be written. */
const mostWaiting = 2_000;

/**
 * A draft with the rule of a revocation that reads only the users and sessions which that could not read, and the sessions
 * about which it was undecided. They are copied as unread, and read again at once. Null: there are none.
 */
export async function startGapUsers(
  ports: DraftPorts,
  { revocationId, source: given }: GapsOf,
  signal: AbortSignal,
): Promise<OpenDraft | null> {
  const { connectionId, source } = given;
  if (source.type !== 'rule') return null;
  const { undecided, unreadSessions, unreadUsers } = await ports.store.read.counts({ id: revocationId });
  if (unreadSessions + unreadUsers + undecided === 0) return null;
  // Throws when the connection is not open.
  ports.core(connectionId);
  const checkpoint = { ...firstCheckpoint, of: 'unread' } as const;
  const stored = await createStoredDraft(ports, {
    id: randomUUID(),
    // Of the same core: users of another one cannot be read there.
    source: { ...given, createdAt: ports.clock.now(), source: { ...source, retryOf: revocationId } },
    expectedBytes: expectedBytesOfRule,
    planning: { tenants: null },
    // Until everything is copied it has not ended: cut off before, it can never be taken for the whole.
    checkpoint,
  });
  try {
    await copyUnread(ports, revocationId, stored, signal);
    await copyUndecided(ports, revocationId, stored, signal);
    await stored.settle();
    const users = await countUnread(ports, stored.id);
    const copied = { ...checkpoint, usersInAll: users, ended: 'ready' } as const;
    stored.append({ type: 'documents', documents: { checkpoint: copied } });
    await stored.settle();
    const draft = await restoreRuleDraft(ports, stored, { checkpoint: copied });
    await draft.control('retry');
    return draft;
  } catch (thrown) {
    await ports.store.write.remove({ id: stored.id }).catch(() => undefined);
    throw thrown;
  }
}

async function copyUnread(
  { store }: DraftPorts,
  from: string,
  to: StoredDraft,
  signal: AbortSignal,
): Promise<void> {
  for (let after = ''; ; ) {
    const page = await store.read.unread({ id: from, after, limit: usersAtATime });
    signal.throwIfAborted();
    for (const { userId, handles } of page) to.append({ type: 'unread', userId, handles });
    if (to.waiting() > mostWaiting) await to.settle();
    const last = page.at(-1);
    if (!last) return;
    after = last.userId;
  }
}

/** The fact may have been recorded since; if not, the sessions can be included there. */
async function copyUndecided(
  { store }: DraftPorts,
  from: string,
  to: StoredDraft,
  signal: AbortSignal,
): Promise<void> {
  for (let offset = 0; ; offset += undecidedAtATime) {
    const what = { what: 'not-included', offset, limit: undecidedAtATime } as const;
    const page = await store.read.undecided({ id: from, ...what });
    signal.throwIfAborted();
    if (page.some(({ damaged: damaged }) => damaged)) throw isDamaged();
    for (const [userId, sessions] of Map.groupBy(page, (session) => session.userId))
      to.append({ type: 'add-unread', userId, handles: sessions.map(({ handle }) => handle) });
    if (to.waiting() > mostWaiting) await to.settle();
    if (page.length < undecidedAtATime) return;
  }
}

/** How many users something is unread of. */
async function countUnread({ store }: DraftPorts, id: string): Promise<number> {
  let users = 0;
  for (let after = ''; ; ) {
    const page = await store.read.unread({ id, after, limit: usersAtATime });
    users += page.length;
    const last = page.at(-1);
    if (!last) return users;
    after = last.userId;
  }
}

/** Left out, the new draft would miss it in silence. */
function isDamaged() {
  return failure('store-damaged', 'An undecided session of this revocation is damaged on disk.', {
    hint: 'Begin again from the rule.',
  });
}
