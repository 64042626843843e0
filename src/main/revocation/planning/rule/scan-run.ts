import type { DraftState } from '../../../../contract/domain/planning.ts';
import { type Failure, failure, toAppError } from '../../../../contract/failure.ts';
import { CoreAway } from './patience.ts';
import type { RuleTools } from './read-user.ts';
import type { Scan } from './scan.ts';
import { walk, walkUnread } from './walk.ts';

/** Walks a scan in the background; at most one walk at a time. */
export interface ScanRun {
  readonly state: () => DraftState;
  readonly isReading: () => boolean;
  readonly start: (what: 'walk' | 'retry') => void;
  /** Ends what is under way, and makes last what was found. Resolves when nothing runs any more. */
  readonly pause: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface ScanRunParts {
  readonly scan: Scan;
  readonly tools: RuleTools;
  readonly first: DraftState;
  /** After each change of the state. */
  readonly onState: (state: DraftState) => void;
}

export function createScanRun({ scan, tools, first, onState }: ScanRunParts): ScanRun {
  let state = first;
  let controller: AbortController | undefined;
  let running: Promise<void> = Promise.resolve();

  function become(next: DraftState): void {
    state = next;
    onState(next);
  }

  async function work(what: 'walk' | 'retry', signal: AbortSignal): Promise<DraftState> {
    if (what === 'retry') await walkUnread(scan, tools, signal);
    else {
      await walk(scan, tools, signal);
      scan.end('ready');
      await scan.commit();
    }
    return standing();
  }

  /** Where a scan is that nothing works on. */
  function standing(): DraftState {
    const { ended } = scan.place();
    return ended === null ? { state: 'paused', by: 'operator', error: null } : { state: ended };
  }

  async function afterTrouble(thrown: unknown, signal: AbortSignal): Promise<DraftState> {
    try {
      // Nothing runs any more: what was found is whole.
      await scan.commit();
    } catch (disk) {
      return { state: 'failed', error: toAppError(disk) };
    }
    if (signal.aborted) return standing();
    if (thrown instanceof CoreAway) return { state: 'paused', by: 'core', error: thrown.error };
    return { state: 'failed', error: toAppError(thrown) };
  }

  async function run(what: 'walk' | 'retry', signal: AbortSignal): Promise<void> {
    let next: DraftState;
    try {
      next = await work(what, signal);
    } catch (thrown) {
      next = await afterTrouble(thrown, signal);
    }
    controller = undefined;
    become(next);
  }

  async function pause(): Promise<void> {
    controller?.abort();
    await running;
  }

  return {
    state: () => state,
    isReading: () => controller !== undefined,
    start: (what) => {
      if (controller) return;
      controller = new AbortController();
      become({ state: 'reading' });
      running = run(what, controller.signal);
    },
    pause,
    stop: async () => {
      await pause();
      if (state.state === 'ready' || state.state === 'stopped') return;
      if (scan.place().ended === null) scan.end('stopped');
      try {
        await scan.commit();
        become(standing());
      } catch (disk) {
        become({ state: 'failed', error: toAppError(disk) });
      }
    },
  };
}

/** Thrown by `core` of the tools: on another core the place means nothing. */
export function otherCore(name: string): Failure {
  return failure('bad-input', `${name} leads to another core than when this scan was begun.`, {
    hint: 'Begin a new scan, or set the address back.',
  });
}
