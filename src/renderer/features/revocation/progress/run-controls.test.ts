import { describe, expect, it } from 'vitest';
import type { RunState } from '../../../../contract/domain/revocation/run.ts';
import { text } from '../../../messages/text.ts';
import { controlsOf } from './run-controls.tsx';

const error = { code: 'unreachable', retryable: true } as const;

describe('the controls of a revocation', () => {
  it.each<[RunState, string[]]>([
    [{ state: 'running' }, ['Pause', 'Stop']],
    [{ state: 'waiting', error, retryAt: 1 }, ['Pause', 'Stop']],
    [{ state: 'pausing' }, ['Stop']],
    [{ state: 'paused', reason: { type: 'operator' } }, ['Resume', 'Stop']],
    [{ state: 'stopping' }, []],
    [{ state: 'interrupted' }, ['Resume', 'Do not send more']],
    [{ state: 'watching', until: 1 }, ['Stop watching']],
    [{ state: 'ended' }, []],
  ])('fit its state, %#: %j', (run, labels) => {
    expect(controlsOf({ run, phase: 'ending' }).map(({ messageKey }) => text(messageKey))).toEqual(labels);
  });

  it.each<[RunState, string[]]>([
    [{ state: 'waiting', error, retryAt: 1 }, ['Pause', 'Stop watching']],
    [{ state: 'paused', reason: { type: 'core', error } }, ['Resume', 'Stop watching']],
    [{ state: 'stopping' }, []],
  ])('name the watch that is held back, %#: %j', (run, labels) => {
    expect(controlsOf({ run, phase: 'watching-everyone' }).map(({ messageKey }) => text(messageKey))).toEqual(
      labels,
    );
  });

  it.each<[RunState, string[]]>([
    [{ state: 'running' }, ['Pause', 'Stop', 'Stop the second scan']],
    [{ state: 'paused', reason: { type: 'operator' } }, ['Resume', 'Stop', 'Stop the second scan']],
    [{ state: 'stopping' }, []],
  ])('offers to stop the second scan alone while it scans, %#: %j', (run, labels) => {
    expect(controlsOf({ run, phase: 'second-scan' }).map(({ messageKey }) => text(messageKey))).toEqual(
      labels,
    );
  });
});
