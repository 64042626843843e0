import { describe, expect, it } from 'vitest';
import type { RunState } from '../../contract/domain/revocation/run.ts';
import { openSummary } from './top-bar.tsx';

const error = { code: 'unreachable', retryable: true } as const;
const running: RunState = { state: 'running' };
const states = (...list: RunState[]) => list.map((run) => ({ run }));

describe('openSummary', () => {
  it('says nothing when nothing is open', () => {
    expect(openSummary([])).toBeNull();
    expect(openSummary(states({ state: 'ended' }))).toBeNull();
  });

  it('counts what runs, pausing and stopping among it', () => {
    expect(openSummary(states(running))).toBe('1 running');
    expect(openSummary(states(running, { state: 'pausing' }, { state: 'stopping' }))).toBe('3 running');
  });

  it('says of a revocation that it is running only when it is', () => {
    const list = states(
      { state: 'interrupted' },
      { state: 'paused', reason: { type: 'operator' } },
      { state: 'waiting', error, retryAt: 1 },
      { state: 'watching', until: 1 },
      running,
    );
    expect(openSummary(list)).toBe('1 running, 1 waiting, 1 paused, 1 watching, 1 interrupted');
  });
});
