import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalReceiver } from '../../integration/support/receivers/test-signals.ts';
import { builtEntry } from '../../support/built-entry.ts';
import { buildWorkers } from '../console/build-workers.ts';
import { answerOf, endEntry } from '../processes.ts';
import type { Ended, EndInput, EndOrder } from './end-process.ts';

/** A console, built, in a process of its own, that ends the sessions of the plan that it made last. */
interface EndingConsole {
  /** Resolves when the operator has read the question. */
  readonly plan: (handles: readonly string[]) => Promise<void>;
  readonly end: (oauthTokens: boolean) => Promise<Ended>;
  /** How long plans took since the last time that was asked. */
  readonly takePlanMs: () => readonly number[];
  readonly close: () => Promise<void>;
}

interface OfCore {
  readonly uri: string;
  readonly key: string | null;
  readonly receivers?: readonly LocalReceiver[];
}

export async function openEndingConsole({ key, receivers = [], uri }: OfCore): Promise<EndingConsole> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'curfew-bench-'));
  const input: EndInput = { uri, key, dataDirectory, workerFiles: await buildWorkers(), receivers };
  const child = fork(await builtEntry('test/bench/pairs/end-process.ts'), [JSON.stringify(input)]);
  await answerOf(child);
  let planId = '';
  let planMs: number[] = [];
  const send = (order: EndOrder) => child.send(order);
  return {
    async plan(handles) {
      const started = performance.now();
      send({ type: 'plan', handles });
      planId = await answerOf<string>(child);
      planMs.push(performance.now() - started);
      await operatorReads();
    },
    end(oauthTokens) {
      send({ type: 'end', planId, oauthTokens });
      return answerOf<Ended>(child);
    },
    takePlanMs() {
      const taken = planMs;
      planMs = [];
      return taken;
    },
    async close() {
      await endEntry(child);
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** The plan is written to disk meanwhile. */
function operatorReads(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_000));
}
