import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { createTestClock } from '../../../test/unit/support/test-clock.ts';
import { failure } from '../../contract/failure.ts';
import { createWorkControl } from './work-control.ts';

const away = failure('unreachable').error;

function setUp() {
  const clock = createTestClock();
  const states: string[] = [];
  const control = createWorkControl(() => states.push(control.state().state), clock);
  return { clock, control, states };
}

/** Work that ends when the test says so. */
function createWork() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const work = {
    begun: 0,
    end,
    run: async () => {
      work.begun += 1;
      await ended;
      return 'done';
    },
  };
  return work;
}

describe('a pause', () => {
  test('is reached when nothing is under way any more', async () => {
    const { control, states } = setUp();
    const work = createWork();
    const tracked = control.track(work.run);
    control.pause({ type: 'operator' });
    expect(control.state()).toEqual({ state: 'pausing' });
    work.end();
    expect(await tracked).toBe('done');
    expect(control.state()).toEqual({ state: 'paused', reason: { type: 'operator' } });
    expect(states).toEqual(['pausing', 'paused']);
  });

  test('is reached at once when nothing is under way', () => {
    const { control } = setUp();
    control.pause({ type: 'core', error: away });
    expect(control.state()).toEqual({ state: 'paused', reason: { type: 'core', error: away } });
  });

  test('keeps its first reason', () => {
    const { control } = setUp();
    control.pause({ type: 'operator' });
    control.pause({ type: 'core', error: away });
    expect(control.state()).toMatchObject({ reason: { type: 'operator' } });
  });

  test.each(['pausing', 'paused'])('lets nothing begin from %s on, until it is resumed', async (from) => {
    const { control } = setUp();
    const before = createWork();
    if (from === 'pausing') void control.track(before.run);
    control.pause({ type: 'operator' });
    expect(control.state().state).toBe(from);
    const later = createWork();
    expect(control.tryTrack(later.run)).toBeUndefined();
    const tracked = control.track(later.run);
    let passed = false;
    const point = control.checkpoint().then(() => {
      passed = true;
    });
    await nextTurn();
    expect({ passed, begun: later.begun }).toEqual({ passed: false, begun: 0 });

    control.resume();
    await point;
    later.end();
    expect(await tracked).toBe('done');
    before.end();
  });

  test('that comes between a checkpoint and the work holds the work back', async () => {
    const { control } = setUp();
    const work = createWork();
    control.pause({ type: 'operator' });
    const tracked = control.track(work.run);
    await nextTurn();
    control.resume();
    control.pause({ type: 'operator' });
    await nextTurn();
    expect(work.begun).toBe(0);
    control.resume();
    work.end();
    expect(await tracked).toBe('done');
  });

  test('that is taken back before it is reached lets work go on', async () => {
    const { control, states } = setUp();
    const work = createWork();
    const tracked = control.track(work.run);
    control.pause({ type: 'operator' });
    control.resume();
    work.end();
    await tracked;
    expect(states).toEqual(['pausing', 'running']);
  });

  test('is reached also when the work that was under way fails', async () => {
    const { control } = setUp();
    let fail: () => void = () => undefined;
    const tracked = control.track(
      () =>
        new Promise((_, reject) => {
          fail = () => reject(failure('timeout'));
        }),
    );
    control.pause({ type: 'operator' });
    fail();
    expect((await errorOf(tracked)).code).toBe('timeout');
    expect(control.state().state).toBe('paused');
  });
});

describe('a stop', () => {
  test('lets nothing begin, not even what hears of it first', async () => {
    const work = createWork();
    const control = createWorkControl(() => {
      if (control.state().state === 'stopping') expect(control.tryTrack(work.run)).toBeUndefined();
    });
    control.stop();
    expect(control.signal.aborted).toBe(true);
    expect((await errorOf(control.track(work.run))).code).toBe('aborted');
    expect((await errorOf(control.checkpoint())).code).toBe('aborted');
    expect(work.begun).toBe(0);
  });

  test('ends a pause, and those who wait at a checkpoint are told', async () => {
    const { control } = setUp();
    control.pause({ type: 'operator' });
    const point = errorOf(control.checkpoint());
    control.stop();
    expect((await point).code).toBe('aborted');
    expect(control.state()).toEqual({ state: 'stopping' });
    expect(control.isInterrupted()).toBe(false);
  });

  test('by the end of the console is told apart, and the first of the two counts', () => {
    const { control } = setUp();
    control.interrupt();
    control.stop();
    expect(control.isInterrupted()).toBe(true);
    const other = setUp().control;
    other.stop();
    other.interrupt();
    expect(other.isInterrupted()).toBe(false);
  });

  test('cannot be paused or resumed', () => {
    const { control, states } = setUp();
    control.stop();
    control.pause({ type: 'operator' });
    control.resume();
    control.end();
    control.stop();
    expect(states).toEqual(['stopping', 'ended']);
  });
});

describe('a wait', () => {
  test('says why and until when, and is waiting until the core has answered', async () => {
    const { clock, control } = setUp();
    const wait = control.wait(away, 500);
    expect(control.state()).toEqual({ state: 'waiting', error: away, retryAt: clock.now() + 500 });
    clock.advance(500);
    await wait;
    expect(control.state().state).toBe('waiting');
    control.answered();
    expect(control.state()).toEqual({ state: 'running' });
  });

  test.each(['pause', 'stop'] as const)('ends early by a %s', async (by) => {
    const { control } = setUp();
    const wait = control.wait(away, 500);
    if (by === 'pause') control.pause({ type: 'operator' });
    else control.stop();
    await wait;
    expect(control.state().state).toBe(by === 'pause' ? 'paused' : 'stopping');
    control.answered();
    expect(control.state().state).toBe(by === 'pause' ? 'paused' : 'stopping');
  });

  test('lets other work begin meanwhile', async () => {
    const { clock, control } = setUp();
    const wait = control.wait(away, 500);
    expect(await control.track(async () => 'done')).toBe('done');
    clock.advance(500);
    await wait;
  });

  test('is none while the work is paused', async () => {
    const { control } = setUp();
    control.pause({ type: 'operator' });
    await control.wait(away, 500);
    expect(control.state().state).toBe('paused');
  });
});
