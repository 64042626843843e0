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
    expect(controlsOf(run).map(({ label }) => label)).toEqual(labels);
  });
});
