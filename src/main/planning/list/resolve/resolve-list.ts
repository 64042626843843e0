import type { CorePort, RecordedKeys } from '../../../core/protocol.ts';
import { createOrderedQueue } from '../../../shared/concurrency/ordered-queue.ts';
import type { CoreCaller } from '../../../shared/retry/core-caller.ts';
import type { WorkControl } from '../../../shared/work-control.ts';
import type { StoreReader } from '../../../store/interface.ts';
import type { LineId, OpenLine } from '../../../store/records.ts';
import { orPause, type StoredDraft } from '../../draft/stored-draft.ts';
import type { Answer } from './find-users.ts';
import { createLineWriter } from './line-writer.ts';
import { createLookUp, type StartedLine } from './look-up.ts';
import type { OwnIds } from './whole-users.ts';

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
  readonly own: OwnIds;
  readonly control: WorkControl;
  readonly onResolved: (lines: number) => void;
}

type Resolved = readonly { readonly id: number; readonly answer: Answer }[];

/** Lines, or runs of lines that need no more calls, that are looked up or wait for those before them. */
const mostUnderWay = 32;

export function createLineResolver(parts: LineResolverParts): LineResolver {
  const { caller, control, keys, onResolved, own, stored } = parts;
  const lookUp = createLookUp(caller, keys);
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
      await own.read(caller);
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
