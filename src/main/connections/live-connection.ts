import type { ConnectionState, CoreFacts } from '../../contract/domain/connection.ts';
import { failure, toAppError } from '../../contract/failure.ts';
import type { CorePort, CoreWorkerOptions } from '../core/protocol.ts';
import type { SpawnCoreWorker } from './core-worker.ts';
import { type OpenCore, openCore } from './open-core.ts';

/** The part of a connection that opens and closes: at most one worker. */
export interface LiveConnection {
  readonly state: () => ConnectionState;
  /** Undefined unless open. */
  readonly port: () => CorePort | undefined;
  /** Opens, or joins the opening under way, or answers what is known. Rejects with a `Failure`. */
  readonly open: (options: () => Promise<CoreWorkerOptions>) => Promise<CoreFacts>;
  readonly close: () => Promise<void>;
}

/** `onChange` is called after every change of the state. */
export function createLiveConnection(spawn: SpawnCoreWorker, onChange: () => void): LiveConnection {
  let state: ConnectionState = { state: 'closed' };
  let core: OpenCore | undefined;
  let opening: Promise<CoreFacts> | undefined;
  // Which opening is the current one: what a closed one still answers must change nothing.
  let turn = 0;

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
      core = worker;
      const facts = await worker.port.facts();
      if (mine !== turn) throw closedMeanwhile();
      become({ state: 'open', core: facts });
      return facts;
    } catch (thrown) {
      await worker?.close();
      fail(mine, thrown);
      throw thrown;
    }
  }

  function fail(mine: number, thrown: unknown): void {
    if (mine !== turn) return;
    core = undefined;
    become({ state: 'failed', error: toAppError(thrown) });
  }

  return {
    state: () => state,
    port: () => (state.state === 'open' ? core?.port : undefined),
    async open(options) {
      if (state.state === 'open') return state.core;
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
      const ending = core;
      core = undefined;
      opening = undefined;
      if (state.state !== 'closed') become({ state: 'closed' });
      await ending?.close();
    },
  };
}

function closedMeanwhile() {
  return failure('aborted', 'The connection was closed while it was being opened.');
}
