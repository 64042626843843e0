import type { ConnectionState, CoreFacts } from '../../contract/domain/connection.ts';
import { traitsOf } from '../../contract/error-traits.ts';
import type { AppError } from '../../contract/errors.ts';
import { failure, toAppError } from '../../contract/failure.ts';
import type { CorePort, CoreWorkerOptions } from '../core/protocol.ts';
import { type OpenCore, openCore, type SpawnCoreWorker } from './core-worker.ts';

/** The part of a connection that opens and closes: at most one worker. */
export interface LiveConnection {
  readonly state: () => ConnectionState;
  /** Undefined unless open; also while the core is away, so that the next call can reach it again. */
  readonly port: () => CorePort | undefined;
  /** Opens, or joins the opening under way, or answers what is known. Rejects with a `Failure`. */
  readonly open: (options: () => Promise<CoreWorkerOptions>) => Promise<CoreFacts>;
  readonly close: () => Promise<void>;
}

/** How often the core is measured, also while the console is idle. */
const healthCheckMs = 15_000;

interface LiveConnectionInput {
  readonly spawn: SpawnCoreWorker;
  /** Called after every change of the state. */
  readonly onChange: () => void;
  readonly healthCheckMs?: number | undefined;
}

export function createLiveConnection(input: LiveConnectionInput): LiveConnection {
  const { spawn, onChange } = input;
  let state: ConnectionState = { state: 'closed' };
  let core: OpenCore | undefined;
  let opening: Promise<CoreFacts> | undefined;
  // Which opening is the current one: what a closed one still answers must change nothing.
  let turn = 0;
  let healthCheck: NodeJS.Timeout | undefined;

  function become(next: ConnectionState): void {
    state = next;
    onChange();
  }

  async function openNow(optionsOf: () => Promise<CoreWorkerOptions>): Promise<CoreFacts> {
    const mine = ++turn;
    become({ state: 'opening' });
    let worker: OpenCore | undefined;
    try {
      const options = await optionsOf();
      if (mine !== turn) throw closedMeanwhile();
      worker = openCore({ spawn, options, onGivenUp: (reason) => fail(mine, reason) });
      core = { ...worker, port: watchPort(worker.port, (reached) => noteReached(mine, reached)) };
      const facts = await worker.port.facts();
      if (mine !== turn) throw closedMeanwhile();
      become({ state: 'open', core: facts });
      scheduleHealthCheck(mine, worker.port);
      return facts;
    } catch (thrown) {
      await worker?.close();
      fail(mine, thrown);
      throw thrown;
    }
  }

  /** Measures the core again and again. A core that was away and answers is open again without anybody's doing. */
  function scheduleHealthCheck(mine: number, port: CorePort): void {
    healthCheck = setTimeout(async () => {
      try {
        const facts = await port.facts();
        if (mine === turn && (state.state === 'open' || state.state === 'away'))
          become({ state: 'open', core: facts });
      } catch (thrown) {
        const error = toAppError(thrown);
        if (traitsOf(error).connectionFault) noteReached(mine, { reached: false, error });
      }
      if (mine === turn && (state.state === 'open' || state.state === 'away'))
        scheduleHealthCheck(mine, port);
    }, input.healthCheckMs ?? healthCheckMs);
    healthCheck.unref();
  }

  function noteReached(mine: number, reached: Reached): void {
    if (mine !== turn) return;
    if (reached.reached && state.state === 'away') become({ state: 'open', core: state.core });
    if (!reached.reached && (state.state === 'open' || state.state === 'away'))
      become({ state: 'away', core: state.core, error: reached.error });
  }

  function fail(mine: number, thrown: unknown): void {
    if (mine !== turn) return;
    clearTimeout(healthCheck);
    core = undefined;
    become({ state: 'failed', error: toAppError(thrown) });
  }

  /** Asks the worker that is there: its answer shows the state. */
  async function reconnect(facts: CoreFacts): Promise<CoreFacts> {
    await core?.port.tenants();
    return facts;
  }

  return {
    state: () => state,
    port: () => (state.state === 'open' || state.state === 'away' ? core?.port : undefined),
    async open(options) {
      if (state.state === 'open') return state.core;
      if (state.state === 'away') return reconnect(state.core);
      if (opening) return opening;
      const mine = openNow(options);
      opening = mine;
      try {
        return await mine;
      } finally {
        if (opening === mine) opening = undefined;
      }
    },
    async close() {
      turn++;
      clearTimeout(healthCheck);
      const ending = core;
      core = undefined;
      opening = undefined;
      if (state.state !== 'closed') become({ state: 'closed' });
      await ending?.close();
    },
  };
}

function closedMeanwhile() {
  return failure('aborted', { reason: 'closed-while-opening' });
}

/** What a call shows about the connection to the core; a call that failed for a reason of its own shows nothing. */
type Reached = { readonly reached: true } | { readonly reached: false; readonly error: AppError };

const bulkCalls: ReadonlySet<string> = new Set<keyof CorePort>([
  'sessions',
  'sessionsInFull',
  'sessionsForEvidence',
  'usersById',
  'endOAuthTokens',
]);

/**
 * The same port; each answer tells whether the core was reached. Calls in bulk are not watched: they end well even
 * when each single one failed.
 */
function watchPort(port: CorePort, onAnswer: (reached: Reached) => void): CorePort {
  type Call = (...input: unknown[]) => Promise<unknown>;

  function watched(call: Call): Call {
    return async (...input) => {
      try {
        const answer = await call(...input);
        onAnswer({ reached: true });
        return answer;
      } catch (thrown) {
        const error = toAppError(thrown);
        if (traitsOf(error).connectionFault) onAnswer({ reached: false, error });
        throw thrown;
      }
    };
  }

  const entries = Object.entries(port as unknown as Record<string, Call>);
  const calls = entries.map(([name, call]) => [name, bulkCalls.has(name) ? call : watched(call)] as const);
  return Object.fromEntries(calls) as unknown as CorePort;
}
