import { describe, expect, test } from 'vitest';
import { errorOf } from '../../../../../test/unit/support/rejection.ts';
import type { ErrorCode } from '../../../../contract/errors.ts';
import { Failure, failure } from '../../../../contract/failure.ts';
import { CoreAway, createPatience, Unreadable } from './patience.ts';

const never = new AbortController().signal;

function setUp(probe: () => Promise<unknown>) {
  const waits: number[] = [];
  const patience = createPatience({ probe, wait: async (ms) => void waits.push(ms) });
  return { patience, waits };
}

function failing(code: ErrorCode): () => Promise<never> {
  return async () => {
    throw failure(code, `It is ${code}.`);
  };
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}

describe('a core that does not answer', () => {
  test('is waited for longer and longer, half a minute in all', async () => {
    const { patience, waits } = setUp(failing('unreachable'));
    const thrown = await thrownBy(patience.attempt(failing('unreachable'), never));
    expect(thrown).toBeInstanceOf(CoreAway);
    expect(thrown).toMatchObject({ error: { code: 'unreachable' } });
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(30_000);
  });

  test.each<ErrorCode>([
    'bad-key',
    'bad-input',
    'not-found',
    'tls',
  ])('because of %s is not waited for: that does not pass by itself', async (code) => {
    const { patience, waits } = setUp(failing(code));
    expect(await thrownBy(patience.attempt(failing(code), never))).toBeInstanceOf(CoreAway);
    expect(waits).toHaveLength(1);
  });

  test('is asked again when it is back', async () => {
    let probes = 0;
    const { patience, waits } = setUp(async () => {
      probes += 1;
      if (probes < 3) throw failure('timeout', 'It did not answer.');
    });
    let calls = 0;
    const answer = await patience.attempt(async () => {
      calls += 1;
      if (calls === 1) throw failure('timeout', 'It did not answer.');
      return 'answer';
    }, never);
    expect({ answer, calls, probes, waits: waits.length }).toEqual({
      answer: 'answer',
      calls: 2,
      probes: 3,
      waits: 3,
    });
  });
});

describe('a core that answers', () => {
  test('and fails at one thing again and again will not tell it', async () => {
    const { patience } = setUp(async () => undefined);
    let calls = 0;
    const thrown = await thrownBy(
      patience.attempt(async () => {
        calls += 1;
        throw failure('core-error', 'The core answered 500.');
      }, never),
    );
    expect(thrown).toBeInstanceOf(Unreadable);
    expect(thrown).toMatchObject({ error: { code: 'core-error' } });
    expect(calls).toBe(3);
  });
});

test('a stop is no failure, and a mistake of ours is not tried again', async () => {
  const { patience, waits } = setUp(async () => undefined);
  const stop = new AbortController();
  const stopped = patience.attempt(async () => {
    stop.abort();
    throw failure('aborted', 'It was stopped.');
  }, stop.signal);
  expect((await errorOf(stopped)).code).toBe('aborted');
  const mistake = new TypeError('oops');
  expect(await thrownBy(patience.attempt(() => Promise.reject(mistake), never))).toBe(mistake);
  expect(mistake).not.toBeInstanceOf(Failure);
  expect(waits).toEqual([]);
});
