import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import type { ErrorCode } from '../../../contract/error-traits.ts';
import type { AppError } from '../../../contract/errors.ts';
import { type Failure, failure } from '../../../contract/failure.ts';
import { createWorkControl } from '../work-control.ts';
import { createDirectCaller } from './core-caller.ts';
import { createRetryPolicy } from './retry-policy.ts';

/** The core of these tests: each call does what the test says. */
interface TestCore {
  readonly ask: (what: string) => Promise<string>;
}

function setUp() {
  const clock = createTestClock('automatic');
  const states: string[] = [];
  const control = createWorkControl(() => states.push(control.state().state), clock);
  const asked: string[] = [];
  const faults = {
    /** Of the connection: thrown when the core is asked for. */
    core: (): Failure | null => null,
    probe: (): Failure | null => null,
    ask: (_what: string): Failure | null => null,
  };
  let probes = 0;
  const core: TestCore = {
    ask: async (what) => {
      asked.push(what);
      await nextTurn();
      const fault = faults.ask(what);
      if (fault) throw fault;
      return `answer to ${what}`;
    },
  };
  const policy = createRetryPolicy({
    control,
    clock,
    core: () => {
      const fault = faults.core();
      if (fault) throw fault;
      return core;
    },
    probe: async () => {
      probes += 1;
      await nextTurn();
      const fault = faults.probe();
      if (fault) throw fault;
    },
  });
  const ask = (what: string, signal?: AbortSignal) => policy.call((port) => port.ask(what), signal);
  return { ask, asked, clock, control, core, faults, policy, probes: () => probes, states };
}

function error(code: ErrorCode): Failure {
  return failure(code);
}

/** Fails so often, then no more. */
function times(count: number, code: ErrorCode): () => Failure | null {
  let left = count;
  return () => (left-- > 0 ? error(code) : null);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}

describe('a core that is away', () => {
  test.each<ErrorCode>([
    'unreachable',
    'timeout',
    'not-a-core',
    'rate-limited',
    'aborted',
  ])('because of %s is waited for with growing waits, and asked again', async (code) => {
    const { ask, clock, faults, states } = setUp();
    faults.ask = times(1, code);
    faults.probe = times(3, code);
    expect(await ask('a')).toBe('answer to a');
    expect(clock.waits).toEqual([500, 1_000, 2_000, 4_000]);
    expect(states.filter((state, at) => state !== states[at - 1])).toEqual(['waiting', 'running']);
  });

  test('is not said to run while it is asked whether it answers again', async () => {
    const { ask, control, faults, policy } = setUp();
    const seen: string[] = [];
    faults.ask = times(1, 'unreachable');
    faults.probe = () => {
      seen.push(control.state().state);
      return null;
    };
    await ask('a');
    expect(seen).toEqual(['waiting']);
    await policy.whenAnswering();
    expect(control.state().state).toBe('running');
  });

  test('pauses the work after a minute, and is waited for anew when the work is resumed', async () => {
    const { ask, clock, control, faults } = setUp();
    let isAway = true;
    faults.ask = () => (isAway ? error('unreachable') : null);
    faults.probe = faults.ask.bind(null, 'probe');
    const answer = ask('a');
    await until(() => control.state().state === 'paused');
    expect(control.state()).toMatchObject({ reason: { type: 'core', error: { code: 'unreachable' } } });
    expect(clock.waits.slice(0, 6)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000]);
    expect(clock.elapsed()).toBeGreaterThanOrEqual(60_000);
    expect(clock.elapsed()).toBeLessThan(75_000);

    const before = clock.waits.length;
    control.resume();
    await until(() => clock.waits.length > before + 1);
    expect(clock.waits.slice(before, before + 2)).toEqual([500, 1_000]);
    isAway = false;
    expect(await answer).toBe('answer to a');
  });

  test('is waited for once by all that need it', async () => {
    const { asked, ask, clock, control, faults, probes } = setUp();
    let isAway = true;
    faults.ask = () => (isAway ? error('unreachable') : null);
    faults.probe = () => {
      isAway = probes() < 2;
      return isAway ? error('unreachable') : null;
    };
    const answers = Promise.all(['a', 'b', 'c', 'd'].map((what) => ask(what)));
    await until(() => control.state().state === 'waiting');
    // Who comes later waits with the others instead of asking.
    const lastAnswer = ask('e');
    expect(await answers).toHaveLength(4);
    expect(await lastAnswer).toBe('answer to e');
    expect(clock.waits).toEqual([500, 1_000]);
    expect(asked.filter((what) => what === 'e')).toEqual(['e']);
  });

  test('whose worker stopped, or whose connection is closed, is waited for too', async () => {
    const { ask, faults } = setUp();
    faults.core = times(6, 'unreachable');
    const stopped = failure('internal', { retryable: true });
    let asks = 0;
    faults.ask = () => (asks++ === 0 ? stopped : null);
    expect(await ask('a')).toBe('answer to a');
  });

  test('was away for the last time when something was answered: the next outage is a new one', async () => {
    const { ask, clock, faults } = setUp();
    for (const what of ['a', 'b']) {
      faults.ask = times(1, 'unreachable');
      faults.probe = times(1, 'unreachable');
      await ask(what);
    }
    expect(clock.waits).toEqual([500, 1_000, 500, 1_000]);
  });
});

describe('an error that needs the operator', () => {
  test.each<ErrorCode>([
    'bad-key',
    'tls',
    'incompatible-core',
  ])('%s pauses the work at once', async (code) => {
    const { ask, clock, control, faults } = setUp();
    let isWrong = true;
    faults.ask = () => (isWrong ? error(code) : null);
    const answer = ask('a');
    await until(() => control.state().state === 'paused');
    expect(control.state()).toMatchObject({ reason: { type: 'core', error: { code } } });
    expect(clock.waits).toEqual([]);
    isWrong = false;
    control.resume();
    expect(await answer).toBe('answer to a');
  });

  test.each<ErrorCode>([
    'bad-input',
    'not-found',
  ])('of the connection itself, %s, pauses the work, although a core that answers so works', async (code) => {
    const { ask, asked, control, faults } = setUp();
    faults.core = () => error(code);
    const answer = ask('a');
    await until(() => control.state().state === 'paused');
    faults.core = () => null;
    control.resume();
    expect(await answer).toBe('answer to a');
    expect(asked).toEqual(['a']);
  });

  test('that comes while a core is waited for pauses the work at the next question', async () => {
    const { ask, clock, control, faults } = setUp();
    faults.ask = times(1, 'unreachable');
    faults.probe = () => error('bad-key');
    const answer = ask('a').catch(() => undefined);
    await until(() => control.state().state === 'paused');
    expect(control.state()).toMatchObject({ reason: { error: { code: 'bad-key' } } });
    expect(clock.waits).toEqual([500]);
    control.stop();
    await answer;
  });
});

describe('a call that the core refuses', () => {
  test.each<ErrorCode>([
    'tenant-unknown',
    'feature-missing',
    'bad-input',
    'not-found',
  ])('with %s rejects at once', async (code) => {
    const { ask, asked, faults, states } = setUp();
    faults.ask = () => error(code);
    expect((await errorOf(ask('a'))).code).toBe(code);
    expect({ asked, states }).toEqual({ asked: ['a'], states: [] });
  });

  test('with an answer that no repetition changes rejects at once', async () => {
    const { ask, asked, faults } = setUp();
    faults.ask = () => failure('core-error', { retryable: false });
    expect((await errorOf(ask('a'))).code).toBe('core-error');
    expect(asked).toEqual(['a']);
  });

  test.each<ErrorCode>([
    'core-error',
    'timeout',
    'unreachable',
  ])('with %s again and again, while it answers others, is given up after four attempts', async (code) => {
    const { ask, asked, control, faults } = setUp();
    faults.ask = () => error(code);
    expect((await errorOf(ask('a'))).code).toBe(code);
    expect(asked).toHaveLength(4);
    expect(control.state().state).toBe('running');
  });

  test('with an error of the core is repeated without being shown as waiting', async () => {
    const { ask, faults, states } = setUp();
    faults.ask = times(3, 'core-error');
    expect(await ask('a')).toBe('answer to a');
    expect(states).toEqual([]);
  });

  test('is never at fault for too many calls', async () => {
    const { ask, asked, faults } = setUp();
    faults.ask = times(7, 'rate-limited');
    expect(await ask('a')).toBe('answer to a');
    expect(asked).toHaveLength(8);
  });

  test('because the core answers 500 to everything is waited for', async () => {
    const { ask, control, faults } = setUp();
    let isIll = true;
    faults.ask = () => (isIll ? error('core-error') : null);
    faults.probe = faults.ask.bind(null, 'probe');
    const answers = Promise.all([ask('a'), ask('b')]);
    await until(() => control.state().state === 'paused');
    expect(control.state()).toMatchObject({ reason: { error: { code: 'core-error' } } });
    isIll = false;
    control.resume();
    expect(await answers).toEqual(['answer to a', 'answer to b']);
  });

  test('asks nothing more of the core when another answer came meanwhile', async () => {
    const { ask, faults, probes } = setUp();
    let fails = 1;
    faults.ask = (what) => (what === 'bad' && fails-- > 0 ? error('core-error') : null);
    expect(await Promise.all([ask('good'), ask('bad')])).toEqual(['answer to good', 'answer to bad']);
    expect(probes()).toBe(0);
  });

  test('throws a mistake of ours on as it is', async () => {
    const { policy } = setUp();
    const mistake = new TypeError('oops');
    await expect(policy.call(() => Promise.reject(mistake))).rejects.toBe(mistake);
  });
});

describe('work that is held back', () => {
  test('asks nothing while it is paused', async () => {
    const { ask, asked, control } = setUp();
    control.pause({ type: 'operator' });
    const answer = ask('a');
    await nextTurn();
    expect(asked).toEqual([]);
    control.resume();
    expect(await answer).toBe('answer to a');
  });

  test('is paused when its calls under way have ended', async () => {
    const { ask, control } = setUp();
    const answer = ask('a');
    await nextTurn();
    control.pause({ type: 'operator' });
    expect(control.state().state).toBe('pausing');
    expect(await answer).toBe('answer to a');
    expect(control.state().state).toBe('paused');
  });

  test.each([
    'waiting',
    'paused',
    'asking',
  ])('rejects its calls with aborted when it is stopped while %s', async (at) => {
    const { ask, asked, control, faults } = setUp();
    if (at === 'waiting') faults.ask = faults.probe = () => error('unreachable');
    if (at === 'paused') faults.ask = () => error('bad-key');
    const answer = errorOf(ask('a'));
    await until(() => (at === 'asking' ? asked.length > 0 : control.state().state === at));
    if (at === 'asking') faults.ask = () => error('aborted');
    control.stop();
    expect((await answer).code).toBe('aborted');
  });

  test('lets go of a call whose own signal is aborted, although the outage goes on', async () => {
    const { ask, control, faults } = setUp();
    faults.ask = () => error('bad-key');
    const stop = new AbortController();
    const answer = errorOf(ask('a', stop.signal));
    await until(() => control.state().state === 'paused');
    stop.abort();
    expect((await answer).code).toBe('aborted');
    expect(control.state().state).toBe('paused');
  });
});

describe('troubleOf', () => {
  test('is null for an answer that is about what was asked, without asking the core', async () => {
    const { policy, probes } = setUp();
    expect(await policy.troubleOf(error('tenant-unknown').error)).toBeNull();
    expect(probes()).toBe(0);
  });

  test('tells an error for one call from a core that does not work, with one question for many', async () => {
    const { faults, policy, probes } = setUp();
    expect(await Promise.all([1, 2, 3].map(() => policy.troubleOf(error('core-error').error)))).toEqual([
      null,
      null,
      null,
    ]);
    expect(probes()).toBe(1);
    faults.probe = () => error('unreachable');
    expect(await policy.troubleOf(error('core-error').error)).toMatchObject({ code: 'unreachable' });
  });
});

type ReadHandle = { readonly type: 'found'; readonly name: string };
type Read =
  | ReadHandle
  | { readonly type: 'absent'; readonly handle: string }
  | { readonly type: 'failed'; readonly handle: string; readonly error: AppError };

/** Reads handles by `answer`, in batches of three. */
function bulk(handles: readonly string[], answer: (handle: string) => Read | Failure) {
  const told: Read[] = [];
  const asked: string[][] = [];
  return {
    told,
    asked,
    reading: {
      ids: handles,
      idOf: (read: Read) => (read.type === 'found' ? read.name : read.handle),
      toFailed: (handle: string, cause: AppError): Read => ({ type: 'failed', handle, error: cause }),
      onBatch: (batch: readonly Read[]) => void told.push(...batch),
      read: async (_core: TestCore, wanted: readonly string[], onBatch: (batch: readonly Read[]) => void) => {
        asked.push([...wanted]);
        for (let at = 0; at < wanted.length; at += 3) {
          await nextTurn();
          const answers = wanted.slice(at, at + 3).map(answer);
          const lost = answers.find((one) => 'error' in one && !('type' in one));
          onBatch(answers.filter((one): one is Read => 'type' in one));
          if (lost) throw lost;
        }
      },
    },
  };
}

function found(name: string): ReadHandle {
  return { type: 'found', name };
}

function failed(handle: string, code: ErrorCode): Read {
  return { type: 'failed', handle, error: error(code).error };
}

const many = Array.from({ length: 10 }, (_, index) => `handle-${index}`);

describe('reading many handles', () => {
  test('tells each once, in slices, whatever was asked twice', async () => {
    const { policy } = setUp();
    const handles = Array.from({ length: 4_500 }, (_, index) => `handle-${index}`);
    const { asked, reading, told } = bulk([...handles, 'handle-7'], found);
    await policy.readAll(reading);
    expect(asked.map(({ length }) => length)).toEqual([2_000, 2_000, 501]);
    expect(new Set(told.map((one) => one.type === 'found' && one.name))).toEqual(new Set(handles));
  });

  test('reads again what an outage left out, and only that', async () => {
    const { clock, policy } = setUp();
    let isAway = true;
    const { asked, reading, told } = bulk(many, (handle) =>
      isAway && Number(handle.slice(-1)) >= 4 ? failed(handle, 'unreachable') : found(handle),
    );
    const reads = policy.readAll(reading);
    await until(() => clock.waits.length > 0);
    isAway = false;
    await reads;
    expect(asked).toEqual([many, many.slice(4)]);
    expect(told).toEqual(many.map(found));
  });

  test('reads again what was open when the call itself failed', async () => {
    const { policy } = setUp();
    let fails = 1;
    const { asked, reading, told } = bulk(many, (handle) =>
      handle === 'handle-4' && fails-- > 0 ? error('timeout') : found(handle),
    );
    await policy.readAll(reading);
    expect(asked).toHaveLength(2);
    expect(told).toHaveLength(10);
  });

  test('leaves single handles failed that the core refuses while it answers others', async () => {
    const { control, policy } = setUp();
    const { asked, reading, told } = bulk(many, (handle) =>
      handle === 'handle-4' ? failed(handle, 'core-error') : found(handle),
    );
    await policy.readAll(reading);
    expect(told.at(-1)).toEqual(failed('handle-4', 'core-error'));
    expect(told).toHaveLength(10);
    expect(asked.map(({ length }) => length)).toEqual([10, 1, 1, 1, 1]);
    expect(control.state().state).toBe('running');
  });

  test('asks no second time for a handle that no repetition helps', async () => {
    const { policy } = setUp();
    const { asked, reading, told } = bulk(many, (handle) =>
      handle === 'handle-4' ? failed(handle, 'tenant-unknown') : found(handle),
    );
    await policy.readAll(reading);
    expect(asked).toHaveLength(1);
    expect(told[4]).toEqual(failed('handle-4', 'tenant-unknown'));
  });

  test('waits for a core that answers 500 to everything', async () => {
    const { control, faults, policy } = setUp();
    let isIll = true;
    faults.probe = () => (isIll ? error('core-error') : null);
    const { reading, told } = bulk(many, (handle) => (isIll ? failed(handle, 'core-error') : found(handle)));
    const reads = policy.readAll(reading);
    await until(() => control.state().state === 'paused');
    isIll = false;
    control.resume();
    await reads;
    expect(told).toEqual(many.map(found));
  });

  test('gives the next batch when the one before was taken', async () => {
    const { policy } = setUp();
    let taking = 0;
    const { reading } = bulk(many, found);
    await policy.readAll({
      ...reading,
      onBatch: async () => {
        taking += 1;
        expect(taking).toBe(1);
        await nextTurn();
        await nextTurn();
        taking -= 1;
      },
    });
    expect(taking).toBe(0);
  });

  test('rejects with what taking a batch throws, which is no failure of the core', async () => {
    const { policy, states } = setUp();
    const { asked, reading } = bulk(many, found);
    const full = errorOf(
      policy.readAll({
        ...reading,
        onBatch: () => {
          throw failure('disk-full');
        },
      }),
    );
    expect((await full).code).toBe('disk-full');
    expect({ asked: asked.length, states }).toEqual({ asked: 1, states: [] });
  });

  test('tells nothing more after it was stopped', async () => {
    const { control, policy } = setUp();
    const { reading, told } = bulk(many, (handle) => {
      if (handle === 'handle-4') control.stop();
      return found(handle);
    });
    expect((await errorOf(policy.readAll(reading))).code).toBe('aborted');
    const count = told.length;
    await nextTurn();
    expect(told).toHaveLength(count);
  });
});

describe('a direct caller', () => {
  const never = new AbortController().signal;

  test('makes each call once, and tells its failure at once', async () => {
    const { core, faults } = setUp();
    const direct = createDirectCaller(() => core, never);
    expect(await direct.call((port) => port.ask('a'))).toBe('answer to a');
    faults.ask = times(1, 'unreachable');
    expect((await errorOf(direct.call((port) => port.ask('b')))).code).toBe('unreachable');
  });

  test('reads again what a burst of failures left out, and tells what it could not read as failed', async () => {
    const { core } = setUp();
    const direct = createDirectCaller(() => core, never);
    const { asked, reading, told } = bulk(many, (handle) =>
      handle === 'handle-3' ? error('timeout') : found(handle),
    );
    await direct.readAll(reading);
    expect(told.filter(({ type }) => type === 'failed')).toMatchObject([{ handle: 'handle-3' }]);
    expect(told).toHaveLength(10);
    expect(asked.map(({ length }) => length)).toEqual([10, 5, 3]);
  });

  test('asks a core that answers nothing once', async () => {
    const { core } = setUp();
    const direct = createDirectCaller(() => core, never);
    const { asked, reading, told } = bulk(many, (handle) => failed(handle, 'unreachable'));
    await direct.readAll(reading);
    expect(told).toEqual(many.map((handle) => failed(handle, 'unreachable')));
    expect(asked).toHaveLength(1);
  });
});
