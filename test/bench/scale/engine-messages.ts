import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { answerOf } from '../processes.ts';
import { memoryMb } from './meter.ts';

/** What a measured process tells whoever started it: lines on the way, and what it found. */
export type EngineMessage<Found> =
  | { readonly type: 'progress'; readonly line: string }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'found'; readonly found: Found };

const PROGRESS_MS = 5_000;

/** Does the work of a measured process with the input it was started with, and tells what was found. */
export function runEngine<Input, Found>(work: (input: Input) => Promise<Found>): void {
  const tell = (message: EngineMessage<Found>): void => void process.send?.(message);
  work(JSON.parse(process.argv[2] ?? '{}') as Input).then(
    (found) => tell({ type: 'found', found }),
    (error: unknown) =>
      tell({ type: 'failed', message: error instanceof Error ? `${error.stack}` : String(error) }),
  );
  process.once('disconnect', () => process.exit());
}

/** At most one line every few seconds. */
export function createTeller(): (line: string) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (line) => {
    if (performance.now() - last < PROGRESS_MS) return;
    last = performance.now();
    process.send?.({ type: 'progress', line: `${line}, ${memoryMb().toFixed(0)} MB` });
  };
}

/** What a process found; prints its lines meanwhile. Rejects when it failed or ended. */
export async function foundBy<Found>(engine: ChildProcess): Promise<Found> {
  for (;;) {
    const message = await answerOf<EngineMessage<Found>>(engine);
    if (message.type === 'found') return message.found;
    if (message.type === 'failed') throw new Error(message.message);
    console.log(`  ${message.line}`);
  }
}

/** Collects garbage until memory is what the idle process needs. Needs `--expose-gc`. */
export async function settleMemory(): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    globalThis.gc?.();
    await wait(300);
  }
}
