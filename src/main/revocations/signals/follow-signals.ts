import { setTimeout as wait } from 'node:timers/promises';
import type { StreamContext } from '../../../contract/channels/contract.ts';
import type { RevocationSignals } from '../../../contract/domain/signals.ts';
import { type Changes, createChanges } from '../../shared/changes.ts';
import type { Signals } from '../../signals/signals-port.ts';

/** So many times as long as a slow look took, the next one waits. */
const restFactor = 4;

interface FollowParts {
  readonly signals: Pick<Signals, 'onChange'>;
  /** Of the revocations at work. */
  readonly runs: Changes;
  readonly read: () => Promise<RevocationSignals>;
  readonly gapMs: number;
}

/** Emits what the receivers got, at once and when it has changed, until the page leaves. */
export async function followSignals(
  { gapMs, read, runs, signals }: FollowParts,
  { emit, signal }: StreamContext<RevocationSignals>,
): Promise<void> {
  const changes = createChanges();
  const stopListening = signals.onChange(() => changes.notify());
  // Also where the page stays and nothing can be read: nobody ends its signal then.
  const ended = new AbortController();
  const ofRuns = AbortSignal.any([signal, ended.signal]);
  runs.follow(async () => changes.notify(), ofRuns).catch(() => undefined);
  let last = '';
  const look = async (): Promise<void> => {
    const startedAt = performance.now();
    const now = await read();
    const tookMs = performance.now() - startedAt;
    const json = JSON.stringify(now);
    if (json !== last) await emit([now]);
    last = json;
    // Counting a million events takes a while, and a receiver takes hundreds a second: the store is left to others meanwhile.
    if (tookMs > gapMs) await wait(restFactor * tookMs, undefined, { signal });
  };
  try {
    await changes.follow(look, signal, gapMs);
  } finally {
    ended.abort();
    stopListening();
  }
}
