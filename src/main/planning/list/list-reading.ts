import { fullCoverage } from '../../../contract/domain/coverage.ts';
import type { ControlAction, DraftState } from '../../../contract/domain/planning.ts';
import type { AppError } from '../../../contract/errors.ts';
import { Failure, failure, toAppError } from '../../../contract/failure.ts';
import { createWorkControl, type WorkControl } from '../../shared/work-control.ts';
import type { OperationProgress } from '../../store/interface.ts';
import type { DraftPorts, DraftReading } from '../draft/draft.ts';
import { createDraftCaller, type DraftCaller } from '../draft/draft-caller.ts';
import { createRateMeter } from '../draft/rate-meter.ts';
import { orPause, type StoredDraft } from '../draft/stored-draft.ts';
import { chooseForAll, chooseUsers, countAmbiguous } from './choose-users.ts';
import { type ListPhase, toListPlanning, type Uploaded } from './list-document.ts';
import { createLineResolver, resolveList } from './resolve/resolve-list.ts';
import { createOwnIds } from './resolve/whole-users.ts';

/** Where a list is, from its upload to the end of settling, and what the operator can do about it. */
export interface ListReading extends DraftReading {
  /** Begins the work that this phase needs. */
  readonly begin: () => ListWork;
  readonly phase: () => ListPhase;
  /** `toLookUp`: lines of these bytes that are to be looked up. */
  readonly noteUploaded: (uploaded: Uploaded, toLookUp: number) => void;
  readonly endUpload: () => void;
  /** Ends the list as failed, unless it has ended before. */
  readonly fail: (thrown: unknown) => void;
}

/** What works on a list, until it ends or is stopped. */
export interface ListWork {
  readonly control: WorkControl;
  readonly caller: DraftCaller;
}

interface ListReadingParts {
  readonly ports: DraftPorts;
  readonly stored: StoredDraft;
  readonly first: { readonly phase: ListPhase; readonly uploaded: Uploaded };
}

export function createListReading({ ports, stored, first }: ListReadingParts): ListReading {
  const { backoff, clock, recordedKeys: keys, store } = ports;
  const { id, listeners } = stored;
  const size = stored.source.size ?? 0;
  const own = createOwnIds(ports.ownUserIds());
  const resolvedMeter = createRateMeter(clock);
  const byteMeter = createRateMeter(clock);
  let { phase, uploaded } = first;
  /** Since the upload began: lines that came and are to be looked up, and lines that were. */
  let toLookUp = 0;
  let lookedUp = 0;
  let settled: OperationProgress = { done: 0, of: 0 };
  /** Null: none was begun since the start of the console, or all of it has ended. */
  let work: ListWork | null = null;
  let running: Promise<void> = Promise.resolve();
  let isClosed = false;

  function become(next: ListPhase): void {
    phase = next;
    stored.append({ type: 'documents', documents: { planning: toListPlanning(phase) } });
    listeners.tellNow();
  }

  function fail(thrown: unknown): void {
    if (isEnded(phase)) return;
    become({ type: 'failed', error: toAppError(thrown) });
    work?.control.stop();
  }

  function begin(): ListWork {
    const control = createWorkControl(() => {
      resolvedMeter.restart();
      byteMeter.restart();
      listeners.tellNow();
    }, clock);
    const onOther = (error: AppError) => fail(new Failure(error));
    const caller = createDraftCaller({ stored, control, backoff, clock, onOther });
    const mine = { control, caller };
    work = mine;
    running = run(mine);
    return mine;
  }

  async function run(mine: ListWork): Promise<void> {
    const { control } = mine;
    try {
      if (phase.type === 'uploading' || phase.type === 'resolving') await resolve(mine);
      if (phase.type === 'settling') await settle(phase.end, control);
    } catch (thrown) {
      if (!control.signal.aborted) fail(thrown);
    }
    await stored.settle().catch(() => undefined);
    if (work === mine) work = null;
    control.end();
  }

  async function resolve({ caller, control }: ListWork): Promise<void> {
    const resolver = createLineResolver({
      stored,
      caller,
      keys,
      own,
      control,
      onResolved: (lines) => {
        resolvedMeter.add(lines);
        lookedUp += lines;
        listeners.tellSoon();
      },
    });
    const what = phase.type === 'resolving' ? phase.what : 'open';
    const isGrowing = () => phase.type === 'uploading';
    // Before the first line is looked up.
    await caller.confirm();
    await resolveList({ read: store.read, stored, what, isGrowing, resolver, control });
    await caller.confirm();
    become({ type: 'settling', end: phase.type === 'resolving' ? phase.end : 'ready' });
  }

  async function settle(end: 'ready' | 'stopped', control: WorkControl): Promise<void> {
    const call = {
      signal: control.signal,
      onProgress: (progress: OperationProgress) => {
        settled = progress;
        listeners.tellSoon();
      },
    };
    settled = { done: 0, of: 0 };
    await orPause(control, () => stored.change(() => store.write.settleList({ id }, call)));
    // Where this cannot be written now, the next change of the operator tells why; after a restart it is settled again.
    become({ type: end });
  }

  function state(): DraftState {
    if (phase.type === 'failed') return { state: 'failed', error: phase.error };
    if (phase.type === 'ready' || phase.type === 'stopped') return { state: phase.type };
    if (!work) return { state: 'paused', by: 'restart', error: null };
    const now = work.control.state();
    if (now.state === 'paused') {
      const { reason } = now;
      return { state: 'paused', by: reason.by, error: 'error' in reason ? reason.error : null };
    }
    return phase.type === 'settling' ? { state: 'settling', ...settled } : { state: 'reading' };
  }

  async function pause(): Promise<void> {
    if (phase.type !== 'uploading' && phase.type !== 'resolving') throw notReading(phase);
    work?.control.pause({ by: 'operator' });
  }

  async function resume(): Promise<void> {
    if (isEnded(phase)) throw notReading(phase);
    // Throws when there is no core to ask, or another one.
    if (phase.type !== 'settling') stored.core();
    if (work) work.control.resume();
    else begin();
    listeners.tellNow();
  }

  /** What was looked up can be used. The rest of the list is part of its numbers. */
  async function stop(): Promise<void> {
    if (phase.type !== 'uploading' && phase.type !== 'resolving') throw notReading(phase);
    const end = phase.type === 'resolving' && phase.what === 'unread' ? phase.end : 'stopped';
    const before = running;
    const stopped = work;
    become({ type: 'settling', end });
    stopped?.control.stop();
    await before;
    // What was answered last is used too.
    await stopped?.caller.confirmOnce();
    // It can have been closed meanwhile, or have failed.
    if (!isClosed && !isEnded(phase)) begin();
  }

  async function retry(): Promise<void> {
    const end = phase.type;
    if (end !== 'ready' && end !== 'stopped') throw notRead();
    stored.core();
    await running;
    await stored.reopen(async () => {
      become({ type: 'resolving', what: 'unread', end });
      begin();
    });
  }

  const actions: Readonly<Record<ControlAction, () => Promise<void>>> = { pause, resume, stop, retry };

  function checkReady(): void {
    if (phase.type !== 'ready' && phase.type !== 'stopped') throw notRead();
  }

  function isReading(): boolean {
    return state().state === 'reading';
  }

  function remainingMs(): number | null {
    const rate = resolvedMeter.rate();
    if (!isReading() || !rate) return null;
    if (phase.type !== 'uploading') {
      const { byVerdict, open } = stored.counts().lines;
      const left = phase.type === 'resolving' && phase.what === 'unread' ? byVerdict.unread : open;
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
    phase: () => phase,
    fail,
    noteUploaded: (next, linesToLookUp) => {
      byteMeter.add(next.bytes - uploaded.bytes);
      uploaded = next;
      toLookUp = linesToLookUp;
      stored.append({ type: 'documents', documents: { checkpoint: uploaded } });
      listeners.tellSoon();
    },
    endUpload: () => {
      if (phase.type === 'uploading') become({ type: 'resolving', what: 'open', end: 'ready' });
    },
    state,
    progress: () => {
      const { lines } = stored.counts();
      const { blank, bytes } = uploaded;
      return { of: 'list', bytes, size, blank, lines: lines.total, resolved: lines.total - lines.open };
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
    whyNotFrozen: () => (phase.type === 'ready' || phase.type === 'stopped' ? null : notRead()),
    tenantId: null,
    secondScan: () => null,
    coverage: () => {
      const { byVerdict, open } = stored.counts().lines;
      return {
        ...fullCoverage,
        'ambiguous-lines': byVerdict.ambiguous,
        'unknown-lines': byVerdict.unknown,
        'malformed-lines': byVerdict.malformed,
        'unread-lines': byVerdict.unread,
        // Nobody knows how many lines are in what was not uploaded.
        'lines-not-looked-up': phase.type === 'stopped' && uploaded.bytes < size ? null : open,
      };
    },
    close: async () => {
      isClosed = true;
      work?.control.interrupt();
      await running;
    },
  };
}

function isEnded({ type }: ListPhase): boolean {
  return type === 'ready' || type === 'stopped' || type === 'failed';
}

function notReading(phase: ListPhase) {
  if (phase.type === 'failed') return new Failure(phase.error);
  return failure('bad-input', 'The lines of the list are not being looked up.', {
    hint: 'Look at the state of the list.',
  });
}

function notRead() {
  return failure('bad-input', 'The list is not read yet.', {
    hint: 'Wait until it is read, or stop it. What was looked up until then can be used.',
  });
}
