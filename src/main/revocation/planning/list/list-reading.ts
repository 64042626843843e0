import { setMaxListeners } from 'node:events';
import type { CorePort } from '../../../core/protocol.ts';
import { type CoreCaller, createSteadyCore, type Standstill } from '../steady-core.ts';
import type { Found } from './found.ts';
import type { ListPorts } from './list-ports.ts';
import { createLookUp, type Known, type LookUp } from './look-up.ts';
import { createOrderedWindow } from './ordered-window.ts';
import type { Wanted } from './wanted.ts';

/** A line that was looked up. */
export interface LookedUp {
  readonly line: number;
  readonly wanted: Wanted;
  readonly found: Found;
  /** Of the row that is there already; null: a new one. */
  readonly row: number | null;
}

/** Looks lines up, many at a time, and hands them on in their order. Ends for good when it is stopped. */
export interface ListReading {
  /** Resolves when more is wanted. */
  readonly add: (line: {
    readonly line: number;
    readonly wanted: Wanted;
    readonly row: number | null;
  }) => Promise<void>;
  /** Resolves when everything that was added was taken. */
  readonly done: () => Promise<void>;
  readonly standstill: () => Standstill;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly stop: () => void;
}

interface Tools {
  readonly ports: ListPorts;
  readonly core: () => CorePort;
  readonly known: Known;
  readonly onChange: () => void;
  /** Before the first line is taken. */
  readonly prepare: (core: CoreCaller) => Promise<void>;
  /** The lookups of this reading tell by it what is among the hits now. */
  readonly take: (line: LookedUp, lookUp: LookUp) => Promise<void>;
}

/** Lines that are looked up, or wait for those before them. */
const most = 1_024;
/** After so many lines other work gets its turn, also when nothing had to be waited for. */
const turnEvery = 256;

export function createListReading({ ports, core, known, onChange, prepare, take }: Tools): ListReading {
  const controller = new AbortController();
  const { signal } = controller;
  // Every call under way listens to it.
  setMaxListeners(0, signal);
  const { wait } = ports;
  const steady = createSteadyCore({ core, signal, onChange, ...(wait ? { wait } : {}) });
  const lookUp = createLookUp({ ports, core: steady, known, signal });
  const lines = createOrderedWindow<LookedUp>(most, async (line) => {
    await prepare(steady);
    signal.throwIfAborted();
    await take(line, lookUp);
  });
  let added = 0;

  return {
    standstill: steady.standstill,
    pause: steady.pause,
    resume: steady.resume,
    stop: () => controller.abort(),
    done: lines.done,
    add: async (line) => {
      signal.throwIfAborted();
      added += 1;
      if (added % turnEvery === 0) await new Promise((resolve) => setImmediate(resolve));
      await lines.add(lookUp.line(line.wanted).then((found) => ({ ...line, found })));
    },
  };
}
