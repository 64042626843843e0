import { expect, it } from 'vitest';
import { recordStream } from '../../../../test/unit/support/stream.ts';
import type { RevocationSignals } from '../../../contract/domain/signals.ts';
import { failure } from '../../../contract/failure.ts';
import { type Changes, createChanges } from '../../shared/changes.ts';
import { followSignals } from './follow-signals.ts';

it('what follows the signals of a revocation follows nothing any more when they cannot be read', async () => {
  const changes = createChanges();
  const following: Promise<void>[] = [];
  const runs: Changes = {
    ...changes,
    follow: (...input) => {
      const followed = changes.follow(...input);
      following.push(followed);
      return followed;
    },
  };
  const listeners = new Set<() => void>();
  const signals = {
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const read = async (): Promise<RevocationSignals> => {
    throw failure('not-found');
  };
  const { context } = recordStream<RevocationSignals>();
  await expect(followSignals({ signals, runs, read, gapMs: 0 }, context)).rejects.toMatchObject({
    error: { code: 'not-found' },
  });
  expect(following).toHaveLength(1);
  await expect(Promise.race([following[0], notEnded()])).rejects.toMatchObject({ name: 'AbortError' });
  expect(listeners.size).toBe(0);
});

/** After everything that was to happen at once. */
function notEnded(): Promise<string> {
  return new Promise((resolve) => setImmediate(() => resolve('not ended')));
}
