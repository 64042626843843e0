import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { createGate } from '../../../../test/unit/support/gate.ts';
import {
  type ListDesk,
  openListDesk,
  type TestList,
} from '../../../../test/unit/support/planning/list-desk.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { systemClock } from '../../shared/clock.ts';

const opened = sharedStore();
let core: FakeCore;
let elapsed: number;
let desk: ListDesk;

/** Of one line, as long as the core needs for it. */
const perLineMs = 100;

beforeEach(async () => {
  core = new FakeCore();
  elapsed = 0;
  // Time passes only while the core works.
  const clock = { ...systemClock, elapsed: () => elapsed };
  desk = await openListDesk({ core: () => core.port, clock, ...opened.forDriver() });
  core.fault = (call, perform) => {
    if (call.name === 'user') elapsed += perLineMs;
    return perform();
  };
});

function unknownIds(count: number, from = 0): string[] {
  // So long that a few hundred of them show the encoding of the list.
  return Array.from({ length: count }, (_, n) => `nobody-${String(from + n).padStart(193, '0')}`);
}

function bytesOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function untilLookedUp(list: TestList, lines: number): Promise<void> {
  return new Promise((resolve) => {
    const leave = list.draft.onChange(look);
    function look(): void {
      const { progress } = list.snapshot();
      if (progress.type !== 'list' || progress.resolved < lines) return;
      leave();
      resolve();
    }
    look();
  });
}

describe('the remaining time of a list', () => {
  it('counts the lines that did not come yet', async () => {
    const lines = unknownIds(1_000);
    const list = await desk.start({ size: bytesOf(lines) });
    await list.uploadLines(lines.slice(0, 400));
    await untilLookedUp(list, 400);
    // 600 lines are left, and all that came is looked up.
    const { remainingMs } = list.snapshot();
    expect(remainingMs).toBeGreaterThan(0.8 * 600 * perLineMs);
    expect(remainingMs).toBeLessThan(1.3 * 600 * perLineMs);
  });

  it('does not count malformed lines, which cost nothing', async () => {
    const malformed = Array.from({ length: 900 }, () => '\u0001'.padEnd(200, 'x'));
    const half = [...malformed, ...unknownIds(100)];
    const list = await desk.start({ size: 2 * bytesOf(half) });
    await list.uploadLines(half);
    await untilLookedUp(list, 1_000);
    const { remainingMs } = list.snapshot();
    expect(remainingMs).toBeGreaterThan(0.8 * 100 * perLineMs);
    expect(remainingMs).toBeLessThan(1.5 * 100 * perLineMs);
  });

  it('counts lines that came and are not on disk yet', async () => {
    const first = unknownIds(400);
    const second = unknownIds(600, 400);
    const list = await desk.start({ size: bytesOf([...first, ...second]) });
    await list.uploadLines(first);
    await untilLookedUp(list, 400);
    const gate = createGate();
    core.fault = async (call, perform) => {
      if (call.name === 'user') await gate.pass();
      return perform();
    };
    await list.uploadLines(second);
    // All came, nothing of it is looked up: 400 lines took 40 s.
    const { remainingMs } = list.snapshot();
    expect(remainingMs).toBeGreaterThan(0.8 * 600 * perLineMs);
    expect(remainingMs).toBeLessThan(1.3 * 600 * perLineMs);
    gate.open();
    await list.finish();
    await list.until('ready');
  });

  it('is not known before something was looked up, and after the end', async () => {
    const lines = unknownIds(10);
    const list = await desk.start({ size: bytesOf(lines) });
    expect(list.snapshot().remainingMs).toBeNull();
    await list.uploadLines(lines);
    await list.finish();
    await list.until('ready');
    expect(list.snapshot().remainingMs).toBeNull();
  });
});
