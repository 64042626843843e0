import { describe, expect, it } from 'vitest';
import type { RunState } from '../../contract/domain/revocation.ts';
import { openWords } from './open-link.tsx';

const error = { code: 'unreachable', message: 'The core does not answer.', retryable: true } as const;
const running: RunState = { state: 'running' };
const states = (...list: RunState[]) => list.map((run) => ({ run }));

describe('openWords', () => {
  it('says nothing when nothing is open', () => {
    expect(openWords([])).toBeNull();
    expect(openWords(states({ state: 'ended' }))).toBeNull();
  });

  it('counts what runs, pausing and stopping among it', () => {
    expect(openWords(states(running))).toBe('1 running');
    expect(openWords(states(running, { state: 'pausing' }, { state: 'stopping' }))).toBe('3 running');
  });

  it('never says of one that stands still that it runs', () => {
    const list = states(
      { state: 'interrupted' },
      { state: 'paused', reason: { by: 'operator' } },
      { state: 'waiting', error, retryAt: 1 },
      { state: 'watching', until: 1 },
      running,
    );
    expect(openWords(list)).toBe('1 running, 1 waiting, 1 paused, 1 watching, 1 interrupted');
  });
});
