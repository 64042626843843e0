import { expect, it } from 'vitest';
import type { Phase, RunState } from '../../../contract/domain/revocation/run.ts';
import { isWatch } from './is-watch.ts';

const error = { code: 'unreachable', retryable: true } as const;
const waiting = { state: 'waiting', error, retryAt: 0 } as const;
const paused = { state: 'paused', reason: { type: 'core', error } } as const;

it.each<[RunState, Phase, boolean]>([
  [{ state: 'watching', until: 0 }, 'watching', true],
  [{ state: 'watching', until: 0 }, 'ending', true],
  [waiting, 'watching', true],
  [waiting, 'first-lists', true],
  [paused, 'watching-everyone', true],
  [waiting, 'ending', false],
  [paused, 'verifying-users', false],
  [{ state: 'stopping' }, 'watching', false],
  [{ state: 'interrupted' }, 'watching', false],
])('a revocation that is %j in the phase %s watches: %j', (run, phase, watches) => {
  expect(isWatch({ run, phase })).toBe(watches);
});
