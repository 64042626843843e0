import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/fake-core.ts';
import type { ErrorCode } from '../../../contract/errors.ts';
import { failure } from '../../../contract/failure.ts';
import { readRows } from './read-rows.ts';
import { createSteadyCore } from './steady-core.ts';

const keys = { ipKeys: [], userAgentKeys: [] };

/** Waits are told to the test, and are over as soon as it says so. */
function steady(core: FakeCore, wait: (ms: number) => Promise<void> = async () => undefined) {
  const controller = new AbortController();
  const waits: number[] = [];
  const states: string[] = [];
  const made = createSteadyCore({
    core: () => core.port,
    signal: controller.signal,
    onChange: () => states.push(made.standstill().is),
    wait: async (ms) => {
      waits.push(ms);
      await wait(ms);
    },
  });
  return { ...made, waits, states, abort: () => controller.abort() };
}

function away(code: ErrorCode) {
  return failure(code, `It is ${code}.`);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a core that does not answer for a while', () => {
  it.each([
    'unreachable',
    'timeout',
    'rate-limited',
    'bad-key',
    'not-a-core',
    'tls',
    'aborted',
  ] as const)('is asked again after %s, with growing waits', async (code) => {
    const core = new FakeCore();
    const { call, states, waits } = steady(core);
    core.fault = (_call, perform) => {
      if (waits.length < 3 || states.at(-1) === 'waiting') throw away(code);
      return perform();
    };
    expect(await call((port) => port.tenants())).toEqual([{ tenantId: 'public' }]);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits).toHaveLength(3);
    expect(states).toEqual(['waiting', 'going', 'waiting', 'going', 'waiting', 'going']);
  });

  it('is given up after about half a minute, until the operator resumes', async () => {
    const core = new FakeCore();
    let isAway = true;
    core.fault = (_call, perform) => {
      if (isAway) throw away('unreachable');
      return perform();
    };
    const { call, resume, standstill, waits } = steady(core);
    const answer = call((port) => port.tenants());
    await until(() => standstill().is === 'paused');
    expect(standstill()).toMatchObject({ by: 'core', error: { code: 'unreachable' } });
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(25_000);
    isAway = false;
    resume();
    expect(await answer).toEqual([{ tenantId: 'public' }]);
  });

  it('fails the call that alone fails while others are answered', async () => {
    const core = new FakeCore();
    core.fault = (call, perform) => {
      if (call.name === 'user') throw away('timeout');
      return perform();
    };
    const { call } = steady(core, async () => {
      await core.port.tenants();
    });
    const others = async () => {
      for (let i = 0; i < 20; i++) await call((port) => port.tenants());
    };
    const [single] = await Promise.allSettled([call((port) => port.user({ userId: 'x' })), others()]);
    expect(single).toMatchObject({ status: 'rejected', reason: { error: { code: 'timeout' } } });
  });

  it('is told from one that answers each call with an error of its own', async () => {
    const core = new FakeCore();
    core.fault = () => {
      throw failure('core-error', 'The core answered with status 500.');
    };
    const { call, standstill } = steady(core);
    const calls = Array.from({ length: 40 }, () => call((port) => port.tenants()).catch(() => 'failed'));
    await until(() => standstill().is === 'paused');
    const first = await Promise.race([
      calls[0],
      new Promise((resolve) => setImmediate(() => resolve('waits'))),
    ]);
    expect(first).toBe('failed');
    expect(standstill()).toMatchObject({ by: 'core', error: { code: 'core-error' } });
  });
});

describe('a pause', () => {
  it('lets calls under way end, and holds new ones back', async () => {
    const core = new FakeCore();
    const { call, pause, resume } = steady(core);
    pause();
    const answer = call((port) => port.tenants());
    await new Promise((resolve) => setImmediate(resolve));
    expect(core.calls).toEqual([]);
    resume();
    await answer;
    expect(core.calls).toHaveLength(1);
  });

  it('ends with the draft', async () => {
    const { abort, call, pause } = steady(new FakeCore());
    pause();
    const answer = call((port) => port.tenants());
    abort();
    await expect(answer).rejects.toThrow('stopped');
  });
});

describe('sessions read in bulk', () => {
  it('are read again when the worker of the connection stopped in between', async () => {
    const core = new FakeCore();
    const handles = Array.from({ length: 3 }, () => core.addSession('ada'));
    let stops = 1;
    const port = {
      ...core.port,
      sessions: async (...asked: Parameters<typeof core.port.sessions>) => {
        if (stops-- > 0) throw failure('internal', 'The worker stopped.', { retryable: true });
        await core.port.sessions(...asked);
      },
    };
    const { signal } = new AbortController();
    const wait = async () => undefined;
    const made = createSteadyCore({ core: () => port, signal, onChange: () => undefined, wait });
    const found = await readRows(made, handles, keys);
    expect(handles.map((handle) => found.get(handle)?.outcome)).toEqual(['found', 'found', 'found']);
  });

  it('are read again when an outage left them out, and only those', async () => {
    const core = new FakeCore();
    const handles = Array.from({ length: 40 }, () => core.addSession('ada'));
    let reads = 0;
    core.fault = (_call, perform) => {
      reads += 1;
      if (reads > 10 && reads <= 40) throw away('unreachable');
      return perform();
    };
    const found = await readRows(steady(core), handles, keys);
    expect([...found.values()].every(({ outcome }) => outcome === 'found')).toBe(true);
    expect(core.callsOf('session')).toHaveLength(70);
  });

  it('fail alone where the core answers one of them with an error', async () => {
    const core = new FakeCore();
    const handles = Array.from({ length: 5 }, () => core.addSession('ada'));
    core.fault = (call, perform) => {
      if ((call.input as { handle: string }).handle === handles[2]) throw away('core-error');
      return perform();
    };
    const found = await readRows(steady(core), handles, keys);
    expect(handles.map((handle) => found.get(handle)?.outcome)).toEqual([
      'found',
      'found',
      'failed',
      'found',
      'found',
    ]);
  });
});
