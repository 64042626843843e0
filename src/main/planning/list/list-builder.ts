import { fullCoverage } from '../../../contract/domain/coverage.ts';
import type { ControlAction, DraftState } from '../../../contract/domain/planning/draft.ts';
import type { AppError } from '../../../contract/errors.ts';
import { Failure, failure, toAppError } from '../../../contract/failure.ts';
import { createWorkControl, type WorkControl } from '../../shared/work-control.ts';
import type { OperationProgress } from '../../store/long-call.ts';
import { type DraftBuilder, type DraftPorts, readingState } from '../draft/draft.ts';
import { createDraftCaller, type DraftCaller } from '../draft/draft-caller.ts';
import { createRateMeter } from '../draft/draft-progress.ts';
import { orPause, type StoredDraft } from '../draft/stored-draft.ts';
import { chooseForAll, chooseUsers, countAmbiguous } from './choose-users.ts';
import { type ListPlanning, type ListState, toListPlanning, type Uploaded } from './read-chunks.ts';
import { createLineResolver, resolveList } from './resolve/resolve-list.ts';
import { createOwnIds } from './resolve/whole-users.ts';

/** The state of a list, from its upload to the removal of duplicates, and what the operator can do about it. */
export interface ListBuilder extends DraftBuilder {
  /** Begins the work that this state needs. */
  readonly begin: () => ListJob;
  readonly listState: () => ListState;
  /** `toLookUp`: lines of these bytes that are to be looked up. */
  readonly noteUploaded: (uploaded: Uploaded, toLookUp: number) => void;
  readonly endUpload: () => void;
  /** Ends the list as failed, unless it has ended before. */
  readonly fail: (thrown: unknown) => void;
}

/** Work on a list, until it ends or is stopped. */
export interface ListJob {
  readonly control: WorkControl;
  readonly caller: DraftCaller;
}

interface ListBuilderParts {
  readonly ports: DraftPorts;
  readonly stored: StoredDraft;
  readonly first: ListPlanning & { readonly uploaded: Uploaded };
}

export function createListBuilder({ ports, stored, first }: ListBuilderParts): ListBuilder {
  const { backoff, clock, recordedKeys: keys, store } = ports;
  const { id, listeners } = stored;
  const size = stored.source.size ?? 0;
  const { source } = stored.source;
  const readsNames = source.type === 'list' && source.names !== 'not-read';
  const own = createOwnIds(ports.ownUserIds());
  const resolvedMeter = createRateMeter(clock);
  const byteMeter = createRateMeter(clock);
  let { isOwnInDoubt, state: list, uploaded } = first;
  /** Since the upload began: lines that came and are to be looked up, and lines that were. */
  let toLookUp = 0;
  let lookedUp = 0;
  let settled: OperationProgress = { done: 0, of: 0 };
  /** Null: none was begun since the start of the console, or all of it has ended. */
  let job: ListJob | null = null;
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;
  /** What was asked last is waited for, and used too. */
  let isStopping = false;

  function become(next: ListState): void {
    list = next;
    stored.append({
      type: 'documents',
      documents: { planning: toListPlanning({ isOwnInDoubt, state: list }) },
    });
    listeners.notifyNow();
  }

  function fail(thrown: unknown): void {
    if (isEnded(list)) return;
    become({ state: 'failed', error: toAppError(thrown) });
    job?.control.stop();
  }

  function begin(): ListJob {
    const control = createWorkControl(() => {
      resolvedMeter.restart();
      byteMeter.restart();
      listeners.notifyNow();
    }, clock);
    const onOther = (error: AppError) => fail(new Failure(error));
    const caller = createDraftCaller({ stored, control, backoff, clock, onOther });
    const begun = { control, caller };
    job = begun;
    running = run(begun);
    return begun;
  }

  async function run(begun: ListJob): Promise<void> {
    const { control } = begun;
    try {
      if (list.state === 'uploading' || list.state === 'resolving') await resolve(begun);
      if (list.state === 'settling') await settle(list.end, control);
    } catch (thrown) {
      if (!control.signal.aborted) fail(thrown);
    }
    await stored.settle().catch(() => undefined);
    if (job === begun) job = null;
    control.end();
  }

  async function readOwn(caller: DraftCaller): Promise<void> {
    await own.read(caller);
    if (own.areRead() !== isOwnInDoubt) return;
    isOwnInDoubt = !own.areRead();
    const ofOwn = { name: null, identities: null, whole: false, own: true };
    // Sessions under these ids can have been added before.
    if (!isOwnInDoubt)
      stored.append({ type: 'add-users', users: own.all().map((userId) => ({ userId, ...ofOwn })) });
    become(list);
  }

  async function resolve({ caller, control }: ListJob): Promise<void> {
    const resolver = createLineResolver({
      ...{ stored, caller, keys, own },
      readOwn: () => readOwn(caller),
      readsNames,
      read: store.read,
      control,
      onResolved: (lines) => {
        resolvedMeter.add(lines);
        lookedUp += lines;
        listeners.notifySoon();
      },
    });
    const unresolved = list.state === 'resolving' ? list.lines : 'open';
    const isGrowing = () => list.state === 'uploading';
    // Before the first line is looked up.
    await caller.confirm();
    await resolveList({ read: store.read, stored, lines: unresolved, isGrowing, resolver, control });
    if (isOwnInDoubt) await readOwn(caller);
    await caller.confirm();
    become({ state: 'settling', end: list.state === 'resolving' ? list.end : 'ready' });
  }

  async function settle(end: 'ready' | 'stopped', control: WorkControl): Promise<void> {
    const call = {
      signal: control.signal,
      onProgress: (progress: OperationProgress) => {
        settled = progress;
        listeners.notifySoon();
      },
    };
    settled = { done: 0, of: 0 };
    await orPause(control, () => stored.change(() => store.write.settleList({ id }, call)));
    // When this cannot be written now, the next change of the operator reports why. After a restart it is settled again.
    become({ state: end });
  }

  function draftState(): DraftState {
    if (list.state === 'failed') return { state: 'failed', error: list.error };
    if (list.state === 'ready' || list.state === 'stopped') return { state: list.state };
    if (isStopping) return { state: 'stopping' };
    if (!job) return { state: 'paused', by: 'restart', error: null };
    const now = readingState(job.control.state());
    return list.state === 'settling' && now.state !== 'paused' ? { state: 'settling', ...settled } : now;
  }

  async function pause(): Promise<void> {
    if (list.state !== 'uploading' && list.state !== 'resolving') throw notReading(list);
    job?.control.pause({ type: 'operator' });
  }

  async function resume(): Promise<void> {
    if (isEnded(list)) throw notReading(list);
    // Throws when there is no core to ask, or another one.
    if (list.state !== 'settling') stored.core();
    if (job) job.control.resume();
    else begin();
    listeners.notifyNow();
  }

  /** What was looked up can be used. The rest of the list is part of its numbers. */
  async function stop(): Promise<void> {
    if (list.state !== 'uploading' && list.state !== 'resolving') throw notReading(list);
    const end = list.state === 'resolving' && list.lines === 'unread' ? list.end : 'stopped';
    const before = running;
    const stopped = job;
    isStopping = true;
    become({ state: 'settling', end });
    stopped?.control.stop();
    try {
      await before;
      // What was answered last is used too.
      await stopped?.caller.confirmOnce();
    } finally {
      isStopping = false;
    }
    // In the meantime it can have been closed, or have failed.
    if (!isClosed && !isEnded(list)) begin();
  }

  async function retry(): Promise<void> {
    const end = list.state;
    if (end !== 'ready' && end !== 'stopped') throw notRead();
    stored.core();
    await running;
    await stored.reopen(async () => {
      become({ state: 'resolving', lines: 'unread', end });
      begin();
    });
  }

  const actions: Readonly<Record<ControlAction, () => Promise<void>>> = { pause, resume, stop, retry };

  function checkReady(): void {
    if (list.state !== 'ready' && list.state !== 'stopped') throw notRead();
  }

  /** The last line of a list comes after its last byte: when nothing follows. */
  function isUploaded(): boolean {
    return uploaded.hasEnded ?? uploaded.bytes >= size;
  }

  function isReading(): boolean {
    return draftState().state === 'reading';
  }

  function remainingMs(): number | null {
    const rate = resolvedMeter.rate();
    if (!isReading() || !rate) return null;
    if (list.state !== 'uploading') {
      const { byResult, open } = stored.counts().lines;
      const left = list.state === 'resolving' && list.lines === 'unread' ? byResult.unread : open;
      return (left / rate) * 1_000;
    }
    const byteRate = byteMeter.rate();
    const bytesLeft = Math.max(0, size - uploaded.bytes);
    if (uploaded.bytes === 0 || (bytesLeft > 0 && !byteRate)) return null;
    // As many lines in what is still to come as in what came. Both go on at the same time: the slower one counts.
    const inAll = (toLookUp * Math.max(size, uploaded.bytes)) / uploaded.bytes;
    const looking = Math.max(0, inAll - lookedUp) / rate;
    const uploading = byteRate ? bytesLeft / byteRate : 0;
    return Math.max(looking, uploading) * 1_000;
  }

  return {
    begin,
    listState: () => list,
    fail,
    noteUploaded: (next, linesToLookUp) => {
      byteMeter.add(next.bytes - uploaded.bytes);
      uploaded = next;
      toLookUp = linesToLookUp;
      stored.append({ type: 'documents', documents: { checkpoint: uploaded } });
      listeners.notifySoon();
    },
    endUpload: () => {
      if (list.state === 'uploading') become({ state: 'resolving', lines: 'open', end: 'ready' });
    },
    state: draftState,
    progress: () => {
      const { lines } = stored.counts();
      const { blank, bytes } = uploaded;
      return { type: 'list', bytes, size, blank, lines: lines.total, resolved: lines.total - lines.open };
    },
    rate: () => (isReading() ? resolvedMeter.rate() : null),
    remainingMs,
    control: (action) => actions[action](),
    choose: async (row, userIds, signal) => {
      checkReady();
      await chooseUsers({ store, stored, keys, own }, row, userIds, signal);
    },
    ambiguous: (signal) => countAmbiguous({ store, id }, signal),
    chooseForAll: (choice, call) => chooseForAll({ store, stored, keys, own, checkReady }, choice, call),
    whyNotFrozen: () => (list.state === 'ready' || list.state === 'stopped' ? null : notRead()),
    isOwnKnown: () => !isOwnInDoubt,
    tenantId: null,
    secondScan: () => null,
    coverage: () => {
      const { byResult, open } = stored.counts().lines;
      return {
        ...fullCoverage,
        'ambiguous-lines': byResult.ambiguous,
        'unknown-lines': byResult.unknown,
        'malformed-lines': byResult.malformed,
        'unread-lines': byResult.unread,
        // The number of lines that were not uploaded is not known.
        'lines-not-looked-up': list.state === 'stopped' && !isUploaded() ? null : open,
      };
    },
    close: async () => {
      isClosed = true;
      job?.control.interrupt();
      await running;
    },
  };
}

function isEnded({ state }: ListState): boolean {
  return state === 'ready' || state === 'stopped' || state === 'failed';
}

function notReading(list: ListState) {
  if (list.state === 'failed') return new Failure(list.error);
  return failure('bad-input', { reason: 'list-not-resolving' });
}

function notRead() {
  return failure('bad-input', { reason: 'list-not-read' });
}
