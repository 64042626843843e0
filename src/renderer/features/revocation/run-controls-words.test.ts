import { describe, expect, it } from 'vitest';
import type { RunState } from '../../../contract/domain/revocation.ts';
import { controlsOf } from './run-controls-words.ts';

const error = { code: 'unreachable', message: 'The core does not answer.', retryable: true } as const;

describe('controlsOf', () => {
  it.each<[RunState, string[]]>([
    [{ state: 'running' }, ['Pause', 'Stop']],
    [{ state: 'waiting', error, retryAt: 1 }, ['Pause', 'Stop']],
    [{ state: 'pausing' }, ['Stop']],
    [{ state: 'paused', reason: { by: 'operator' } }, ['Resume', 'Stop']],
    [{ state: 'stopping' }, []],
    [{ state: 'interrupted' }, ['Resume', 'Do not send more']],
    [{ state: 'watching', until: 1 }, ['Stop watching']],
    [{ state: 'ended' }, []],
  ])('%#: %j', (run, labels) => {
    expect(controlsOf({ run, phase: 'ending' }).map(({ label }) => label)).toEqual(labels);
  });

  it.each<[RunState, string[]]>([
    [{ state: 'running' }, ['Pause', 'Stop', 'Stop the second scan']],
    [{ state: 'paused', reason: { by: 'operator' } }, ['Resume', 'Stop', 'Stop the second scan']],
    [{ state: 'stopping' }, []],
  ])('offers to stop the second scan alone while it scans, %#: %j', (run, labels) => {
    expect(controlsOf({ run, phase: 'second-scan' }).map(({ label }) => label)).toEqual(labels);
  });
});
