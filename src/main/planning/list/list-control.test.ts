import { readdir } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { createGate } from '../../../../test/unit/support/gate.ts';
import {
  type ListDesk,
  openListDesk,
  type TestList,
} from '../../../../test/unit/support/planning/list-desk.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import {
  type StoreFaults,
  withFaults,
} from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import { fullCoverage } from '../../../contract/domain/coverage.ts';
import { failure } from '../../../contract/failure.ts';
import type { Store } from '../../store/interface.ts';

const opened = sharedStore();
let core: FakeCore;
let desk: ListDesk;
let faults: StoreFaults;

beforeEach(async () => {
  core = new FakeCore();
  faults = {};
  const through = (store: Store) => withFaults(store, faults);
  desk = await openListDesk({ core: () => core.port, through, ...opened.forDriver() });
});

function healed(): void {
  core.fault = (_call, perform) => perform();
}

/** Resolves as soon as this is so. */
function untilSo(
  { draft, snapshot }: TestList,
  isSo: (draft: ReturnType<typeof snapshot>) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const leave = draft.onChange(look);
    function look(): void {
      if (!isSo(snapshot())) return;
      leave();
      resolve();
    }
    look();
  });
}

describe('a core that goes away', () => {
  it('pauses the draft, and none of its lines is unread when it is resumed', async () => {
    const handles = Array.from({ length: 50 }, () => core.addSession('ada'));
    let calls = 0;
    core.fault = (_call, perform) => {
      calls += 1;
      if (calls > 20) throw failure('unreachable');
      return perform();
    };
    const list = await desk.start();
    await list.uploadLines(handles);
    await list.finish();
    const { state } = await list.until('paused');
    expect(state).toMatchObject({ by: 'core', error: { code: 'unreachable' } });
    expect(await errorOf(list.freeze())).toMatchObject({ code: 'bad-input' });
    healed();
    await list.control('resume');
    await list.until('ready');
    expect(list.snapshot().totals.byResult).toMatchObject({ session: 50, unread: 0 });
  });

  it('is said to be waited for, with no rate and no remaining time', async () => {
    core.fault = () => {
      throw failure('unreachable');
    };
    const clock = createTestClock();
    const waiting = await openListDesk({ core: () => core.port, clock, ...opened.forDriver() });
    const list = await waiting.start();
    await list.uploadLines([core.addSession('ada')]);
    await list.finish();
    expect(await list.until('waiting')).toMatchObject({
      state: { error: { code: 'unreachable' } },
      rate: null,
      remainingMs: null,
    });
    healed();
    clock.advance(1);
    await list.until('ready');
  });

  it('pauses the draft at once when it refuses the key', async () => {
    core.fault = () => {
      throw failure('bad-key');
    };
    const list = await desk.start();
    await list.uploadLines([core.addSession('ada')]);
    await list.finish();
    const { state } = await list.until('paused');
    expect(state).toMatchObject({ by: 'core', error: { code: 'bad-key' } });
    expect(core.calls.length).toBeLessThan(4);
  });

  it('is not confused with another one that the connection leads to by now', async () => {
    const list = await desk.start();
    desk.address = 'http://other.example';
    await list.uploadLines([core.addSession('ada')]);
    await list.finish();
    const { state } = await list.until('paused');
    expect(state).toMatchObject({ by: 'core', error: { code: 'other-core' } });
    expect(core.calls.filter(({ name }) => name !== 'identity')).toEqual([]);
    expect(await errorOf(list.control('resume'))).toMatchObject({ code: 'other-core' });
    desk.address = 'http://core.example';
    await list.control('resume');
    await list.until('ready');
  });
});

describe('a list that cannot be used', () => {
  it('is refused over its limits', async () => {
    const limited = await openListDesk({ core: () => core.port, limits: { lines: 3, bytes: 1_000 } });
    const list = await limited.start({ size: 1_000 });
    await list.uploadLines(['a', 'b', '', 'c', 'd']);
    await list.finish();
    const { state } = await list.until('failed');
    expect(state).toMatchObject({ error: { code: 'bad-input' } });
    expect(await errorOf(list.uploadLines(['e']))).toMatchObject({
      reason: 'list-too-many-lines',
      params: { most: 3 },
    });
    expect(await errorOf(desk.start({ size: 5 * 1_024 ** 3 }))).toMatchObject({
      reason: 'list-too-many-bytes',
      params: { most: 4_096 },
    });
  });

  it('is refused as soon as more of it comes than was announced, and takes nothing after that', async () => {
    const handles = Array.from({ length: 3 }, () => core.addSession('ada'));
    const list = await desk.start({ size: 2 * 37 });
    await list.uploadLines(handles.slice(0, 2));
    const refused = { code: 'bad-input', reason: 'list-longer-than-said' };
    expect(await errorOf(list.uploadLines(handles.slice(2)))).toMatchObject(refused);
    await list.until('failed');
    for (let time = 0; time < 3; time += 1)
      expect(await errorOf(list.uploadLines(handles))).toMatchObject(refused);
    expect(list.snapshot()).toMatchObject({
      state: { state: 'failed', error: refused },
      progress: { bytes: 2 * 37 },
    });
    expect(await errorOf(list.freeze())).toMatchObject({ code: 'bad-input' });
  });

  it('is refused when it is binary, before anything is looked up', async () => {
    const list = await desk.start();
    await list.upload.add(Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), new AbortController().signal);
    await list.finish();
    await list.until('failed');
    expect(core.calls.filter(({ name }) => name !== 'identity')).toEqual([]);
  });

  it('says so when there is nothing in it', async () => {
    const list = await desk.read(['', ' ', ',']);
    expect(list.snapshot().state).toMatchObject({
      state: 'failed',
      error: { reason: 'list-blank' },
    });
  });

  it('says so when it could not be read to its end', async () => {
    const list = await desk.start();
    await list.uploadLines([core.addSession('ada')]);
    await list.finish('changed');
    const { state } = await list.until('failed');
    expect(state).toMatchObject({ error: { reason: 'list-changed' } });
    for (const action of ['pause', 'resume', 'stop', 'retry'] as const)
      expect(await errorOf(list.control(action))).toMatchObject({ code: 'bad-input' });
  });
});

describe('a list whose rest does not come', () => {
  it('has failed at once, even while it is paused, and takes no more', async () => {
    const list = await desk.start();
    await list.control('pause');
    const window = new AbortController();
    const uploading = list.upload.add(Buffer.from('a\n'.repeat(100_000)), window.signal);
    window.abort();
    expect(list.snapshot().state).toMatchObject({
      state: 'failed',
      error: { reason: 'list-rest-missing' },
    });
    expect(await errorOf(uploading)).toMatchObject({ code: 'bad-input' });
    expect(await errorOf(list.uploadLines(['x']))).toMatchObject({ code: 'bad-input' });
    expect(core.calls.filter(({ name }) => name !== 'identity')).toEqual([]);
  });
});

describe('the operator', () => {
  it('pauses and resumes', async () => {
    const list = await desk.start();
    await list.control('pause');
    const uploading = list.uploadLines([core.addSession('ada')]);
    await list.until('paused');
    expect(core.calls.filter(({ name }) => name !== 'identity')).toEqual([]);
    await list.control('resume');
    await uploading;
    await list.finish();
    await list.until('ready');
    expect(list.snapshot().totals.sessions).toBe(1);
  });

  it('stops, and uses what was looked up until then', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.addSession(ada);
    const list = await desk.start({ size: 1_000_000_000 });
    await list.uploadLines([ada, ...longBlank]);
    await untilSo(list, ({ totals }) => totals.byResult.user === 1);
    core.fault = () => new Promise(() => undefined);
    await list.uploadLines([core.addSession('bob')]);
    const states = new Set<string>();
    list.draft.onChange(() => states.add(list.snapshot().state.state));
    await list.control('stop');
    await list.until('stopped');
    expect(states).toContain('stopping');
    expect(states).not.toContain('paused');
    healed();
    expect(await list.results()).toEqual(['user', 'open']);
    expect(list.snapshot().progress).toMatchObject({ lines: 2, resolved: 1 });
    // How many lines the rest of the list has, nobody knows.
    expect(await list.freeze()).toMatchObject({ targets: 1, coverage: { 'lines-not-looked-up': null } });
    expect(await errorOf(list.uploadLines(['more']))).toMatchObject({ code: 'aborted' });
  });

  it('that is stopped after its upload has the lines that were not looked up as a gap', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.addSession(ada);
    const [first, rest] = [
      [ada, ...longBlank],
      [core.addSession('bob'), core.addSession('bob')],
    ];
    const size = Buffer.byteLength([...first, ...rest].map((line) => `${line}\n`).join(''));
    const list = await desk.start({ size });
    await list.uploadLines(first);
    await untilSo(list, ({ totals }) => totals.byResult.user === 1);
    core.fault = () => new Promise(() => undefined);
    await list.uploadLines(rest);
    await list.finish();
    await list.control('stop');
    await list.until('stopped');
    healed();
    expect(await list.results()).toEqual(['user', 'open', 'open']);
    expect((await list.freeze()).coverage).toEqual({ ...fullCoverage, 'lines-not-looked-up': 2 });
  });

  it.each(['pause', 'resume', 'stop'] as const)('is told when there is nothing to %s', async (action) => {
    const list = await desk.read([core.addSession('ada')]);
    expect(await errorOf(list.control(action))).toMatchObject({ code: 'bad-input' });
  });

  it('discards the draft with its file, also in the middle', async () => {
    const list = await desk.start();
    core.fault = () => new Promise(() => undefined);
    await list.uploadLines([core.addSession('ada')]);
    await list.draft.discard();
    const names = await readdir(desk.folder, { recursive: true });
    expect(names.filter((name) => name.includes(list.draft.id))).toEqual([]);
  });
});

/** So much that reading begins before the end. */
const longBlank = ['\n'.repeat(70_000)];

describe('a chunk of a list', () => {
  it('is taken as fast as it can be written, however slow the core is', async () => {
    const gate = createGate();
    core.fault = async (_call, perform) => {
      await gate.pass();
      return perform();
    };
    const list = await desk.start();
    await list.uploadLines(Array.from({ length: 6_000 }, (_, n) => `nobody-${n}`));
    await list.finish();
    await gate.reached;
    gate.open();
    await list.until('ready');
    expect(list.snapshot().totals.byResult.unknown).toBe(6_000);
  });

  it('waits for a disk that is slower', async () => {
    const gate = createGate();
    const list = await desk.start();
    let commits = 0;
    faults.before = async ({ changes }) => {
      if (changes.some(({ type }) => type === 'add-lines') && ++commits > 2) await gate.pass();
    };
    let isTaken = false;
    const uploading = list.uploadLines(Array.from({ length: 6_000 }, (_, n) => `nobody-${n}`)).then(() => {
      isTaken = true;
    });
    await gate.reached;
    await new Promise((resolve) => setImmediate(resolve));
    expect(isTaken).toBe(false);
    gate.open();
    await uploading;
    await list.finish();
    await list.until('ready');
    expect(list.snapshot().totals.byResult.unknown).toBe(6_000);
  });
});

describe('a full disk', () => {
  it('pauses the draft, which goes on when there is room', async () => {
    const handles = Array.from({ length: 3_000 }, () => core.addSession('ada'));
    let isFull = false;
    faults.before = ({ method }) => {
      if (isFull && method === 'commit') throw failure('disk-full');
    };
    const list = await desk.start();
    isFull = true;
    const uploading = list.uploadLines(handles);
    uploading.catch(() => undefined);
    const finished = uploading.then(() => list.finish());
    const { state } = await list.until('paused');
    expect(state).toMatchObject({ by: 'store', error: { code: 'disk-full' } });
    isFull = false;
    await list.control('resume');
    await finished;
    await list.until('ready');
    expect(list.snapshot().totals).toMatchObject({ sessions: 3_000 });
    expect((await list.freeze()).targets).toBe(3_000);
  });

  it('pauses the draft while duplicates are removed, too', async () => {
    let isFull = true;
    faults.before = ({ method }) => {
      if (isFull && method === 'settleList') throw failure('disk-full');
    };
    const list = await desk.start();
    await list.uploadLines([core.addSession('ada')]);
    await list.finish();
    expect((await list.until('paused')).state).toMatchObject({ by: 'store' });
    isFull = false;
    await list.control('resume');
    await list.until('ready');
  });
});

describe('a list that is stopped when all of its bytes came', () => {
  it('does not say that everything was looked up while its last line waits for its end', async () => {
    const [first, last] = [core.addSession('ada'), core.addSession('bob')];
    const bytes = Buffer.from([first, ...longBlank, last].join('\n'));
    const list = await desk.start({ size: bytes.length });
    await list.upload.add(bytes, new AbortController().signal);
    await untilSo(list, ({ totals }) => totals.byResult.session === 1);
    await list.control('stop');
    await list.until('stopped');
    const { coverage, targets } = await list.freeze();
    expect(targets).toBe(1);
    expect(coverage['lines-not-looked-up']).toBeNull();
    const restored = (await desk.restore()).find((one) => one.draft.id === list.draft.id);
    expect(restored?.snapshot().coverage['lines-not-looked-up']).toBeNull();
  });
});
