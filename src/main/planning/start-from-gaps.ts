import { randomUUID } from 'node:crypto';
import { Failure, failure } from '../../contract/failure.ts';
import { checkSameAddress } from '../identity/core-identity.ts';
import type { ExclusionsPage, ExclusionsPlace } from '../store/interface.ts';
import { planDocument } from '../store/plan-document.ts';
import { createLineView, type LineView } from '../store/source-lines.ts';
import type { DraftPorts, OpenDraft } from './draft/draft.ts';
import { createStoredDraft, type DraftSource, draftSource, type StoredDraft } from './draft/stored-draft.ts';
import { type ListPorts, startListDraft } from './list/list-draft.ts';
import type { ListUpload } from './list/list-upload.ts';
import { expectedBytesOfRule, restoreRuleDraft } from './rule/rule-draft.ts';
import { firstCheckpoint } from './rule/scan.ts';

/**
 * A draft of what the plan of a revocation does not cover: of a list, its lines that selected nothing and are not
 * malformed; of a rule, the users and sessions that it could not read, and undecided sessions. `checkRoom` is
 * asked before anything is made.
 * Rejects with `bad-input` when there is nothing to try again, with `other-core` when the connection leads to another core
 * by now, and like the start of any draft.
 */
export async function startFromGaps(
  ports: ListPorts,
  revocationId: string,
  checkRoom: (connectionId: string) => void,
  signal: AbortSignal,
): Promise<OpenDraft> {
  const documents = await ports.store.read.documents({ id: revocationId, names: ['source', 'plan'] });
  // A plan of chosen sessions, or of one user, has no source.
  if (documents.source === undefined || documents.plan === undefined) throw nothingToTryAgain();
  const source = draftSource.parse(documents.source);
  // Only to refuse a damaged plan; what it leaves out is read from the rows.
  planDocument.parse(documents.plan);
  checkSameAddress(ports.settings(source.connectionId), {
    address: source.address,
    reason: 'revocation-of-other-core',
  });
  checkRoom(source.connectionId);
  const start = source.source.type === 'list' ? startGapLines : startGapUsers;
  const draft = await start(ports, { revocationId, source }, signal);
  if (!draft) throw nothingToTryAgain();
  return draft;
}

function nothingToTryAgain() {
  return failure('bad-input', { reason: 'nothing-to-retry' });
}

/** Lines of one read: of the longest lines, half a megabyte. */
const pageSize = 250;

/**
 * A draft of a list with the texts of the lines that were unknown, ambiguous, unread or not looked up. They are uploaded
 * in the background, as a list from a window is. Null: there are none.
 */
async function startGapLines(
  ports: ListPorts,
  { revocationId, source: { connectionId, coreKeys, source } }: RevocationWithGaps,
  signal: AbortSignal,
): Promise<OpenDraft | null> {
  if (source.type !== 'list') return null;
  const lines = createLineView(ports.store.read, revocationId, 'to-try-again');
  try {
    let size = 0;
    for await (const chunk of chunksOf(lines)) {
      signal.throwIfAborted();
      size += chunk.byteLength;
    }
    if (size === 0) {
      lines.close();
      return null;
    }
    const carried = await roomForExclusions(ports, revocationId);
    const { draft, upload } = await startListDraft(ports, {
      connectionId,
      name: source.name,
      // Each line as a JSON text: whatever is in it stays in one line.
      format: { type: 'json-lines', path: '' },
      size,
      ...(source.names ? { names: source.names } : {}),
      retryOf: revocationId,
      coreKeys,
      before: {
        bytes: carried,
        prepare: (stored) => carryExclusions(ports, revocationId, stored, signal),
      },
    });
    void uploadAll(lines, upload).finally(lines.close);
    return draft;
  } catch (thrown) {
    lines.close();
    throw thrown;
  }
}

async function uploadAll(lines: LineView, upload: ListUpload): Promise<void> {
  try {
    for await (const chunk of chunksOf(lines)) await upload.add(chunk, never);
    await upload.finish(null);
  } catch {
    // Of a list that takes nothing more, for instance because it was stopped, this changes nothing.
    await upload.finish('unsent').catch(() => undefined);
  }
}

const never = new AbortController().signal;

/** Rejects with `store-damaged` when a line is damaged: the new draft would leave it out without a notice. */
async function* chunksOf(lines: LineView): AsyncGenerator<Uint8Array> {
  for (let offset = 0; ; offset += pageSize) {
    const page = await lines.page(offset, pageSize);
    if (page.lines.some(({ damaged }) => damaged)) throw damagedLine();
    if (page.lines.length > 0)
      yield Buffer.from(page.lines.map(({ text }) => `${JSON.stringify(text)}\n`).join(''));
    if (page.lines.length < pageSize) return;
  }
}

function damagedLine() {
  return failure('store-damaged', { reason: 'gap-line-damaged' });
}

const usersAtATime = 50;
const undecidedAtATime = 500;
/** Rows that may wait to be written. */
const mostWaiting = 2_000;

/**
 * A draft with the rule of a revocation that reads only the users and sessions which that could not read, and the sessions
 * about which it was undecided. They are copied as unread, and read again at once. Null: there are none.
 */
async function startGapUsers(
  ports: DraftPorts,
  { revocationId, source: given }: RevocationWithGaps,
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
    expectedBytes: expectedBytesOfRule + (await roomForExclusions(ports, revocationId)),
    planning: { tenants: null },
    // Until everything is copied it has not ended: cut off before, it can never be taken for the whole.
    checkpoint,
  });
  try {
    // Before anything is read: a session that is found starts excluded where it was.
    await carryExclusions(ports, revocationId, stored, signal);
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

/** Bytes on disk for each session that is excluded, with its user. */
const bytesOfExclusion = 400;

async function roomForExclusions({ store }: DraftPorts, id: string): Promise<number> {
  const { excluded, excludedBefore } = await store.read.counts({ id });
  return (excluded + excludedBefore.sessions + excludedBefore.users) * bytesOfExclusion;
}

/**
 * What the operator excluded from the revocation, or from one before it, starts excluded in the draft, too: a line or a user that could not
 * be read before can lead to it.
 */
async function carryExclusions(
  { store }: DraftPorts,
  from: string,
  to: StoredDraft,
  signal: AbortSignal,
): Promise<void> {
  let page: ExclusionsPage;
  let after: ExclusionsPlace | null = null;
  do {
    page = await store.read.exclusions({ id: from, after }).catch(throwOfExclusions);
    signal.throwIfAborted();
    const { sessions, users } = page;
    if (users.length + sessions.length > 0) to.append({ type: 'excluded-before', users, sessions });
    if (to.waiting() > mostWaiting) await to.settle();
    after = page.next;
  } while (after !== null);
  await to.settle();
  const own = { exclusion: { type: 'own' }, excluded: true } as const;
  if (page.ownExcluded) await to.change((id) => store.write.exclude({ id, ...own }));
}

/** Without it, the new draft could select what was excluded. */
function throwOfExclusions(thrown: unknown): never {
  if (thrown instanceof Failure && thrown.error.reason === 'file-damaged')
    throw failure('store-damaged', { reason: 'gap-exclusion-damaged' });
  throw thrown;
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
    const request = { which: 'not-included', offset, limit: undecidedAtATime } as const;
    const page = await store.read.undecided({ id: from, ...request });
    signal.throwIfAborted();
    if (page.some(({ damaged }) => damaged)) throw damagedSession();
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

/** The new draft would leave this session out without a notice. */
function damagedSession() {
  return failure('store-damaged', { reason: 'gap-session-damaged' });
}

/** The revocation whose gaps are tried again. */
interface RevocationWithGaps {
  readonly revocationId: string;
  readonly source: DraftSource;
}
