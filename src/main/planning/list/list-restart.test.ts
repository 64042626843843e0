import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { openListDesk, type TestList } from '../../../../test/unit/support/planning/list-desk.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import { withFaults } from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { failure } from '../../../contract/failure.ts';
import type { Store } from '../../store/interface.ts';

let core: FakeCore;
beforeEach(() => {
  core = new FakeCore();
});

/** The store of a console that is killed when so many writes were made: nothing is written any more. */
function killedAfter(
  store: Store,
  writes: number,
): { readonly store: Store; readonly wasKilled: () => boolean } {
  let left = writes;
  const faulty = withFaults(store, {
    before: ({ method }) => {
      if (!(method in store.write)) return;
      left -= 1;
      if (left < 0) throw failure('store-unavailable');
    },
  });
  return { store: faulty, wasKilled: () => left < 0 };
}

async function previewOf(list: TestList) {
  const rows = await list.rows();
  const plan = await list.freeze();
  const targets = (await list.targets()).map(({ handle, line }) => `${line?.number} ${handle}`);
  const { createdAt: _, id: __, ...numbers } = plan;
  return { rows, numbers, targets: targets.sort(), totals: list.snapshot().totals };
}

describe('a console that is ended', () => {
  it('leaves lists that were read as they were', async () => {
    const desk = await openListDesk({ core: () => core.port });
    const handles = [core.addSession('ada'), core.addSession('ada'), core.addSession('bob', 'acme')];
    const list = await desk.read([...handles, 'bob', 'nobody']);
    await list.draft.exclude([1], true);
    const before = list.snapshot();
    await list.draft.close();
    const [restored] = await desk.restore();
    expect(restored?.snapshot()).toEqual(before);
    expect(await restored?.freeze()).toMatchObject({ id: list.draft.id, targets: 2, excluded: 1 });
  });

  it('leaves a list that was uploaded paused; it goes on when it is resumed', async () => {
    const desk = await openListDesk({ core: () => core.port });
    const handles = Array.from({ length: 30 }, () => core.addSession('ada'));
    core.fault = () => new Promise(() => undefined);
    const list = await desk.start({ size: 2_000 });
    await list.uploadLines(handles);
    await list.finish();
    await untilUploaded(list);
    await list.draft.close();

    core.fault = (_call, perform) => perform();
    const callsBefore = core.calls.length;
    const [restored] = await desk.restore();
    const { state, progress } = restored?.snapshot() ?? {};
    expect({ state, progress }).toMatchObject({
      state: { state: 'paused', by: 'restart' },
      progress: { lines: 30, resolved: 0, size: 2_000, bytes: 30 * 37 },
    });
    expect(core.calls).toHaveLength(callsBefore);
    await restored?.control('resume');
    await restored?.until('ready');
    expect((await restored?.freeze())?.targets).toBe(30);
  });

  it('leaves a list failed that was not uploaded to its end', async () => {
    const desk = await openListDesk({ core: () => core.port });
    const list = await desk.start();
    await list.uploadLines([core.addSession('ada')]);
    await list.draft.close();
    const [restored] = await desk.restore();
    expect(restored?.snapshot().state).toMatchObject({ state: 'failed', error: { code: 'interrupted' } });
    expect(await errorOf(restored?.freeze() ?? Promise.resolve())).toMatchObject({ code: 'bad-input' });
    await restored?.draft.discard();
    expect(await desk.restore()).toEqual([]);
  });

  it('leaves a list failed that could not be read, by the code of its error alone', async () => {
    const desk = await openListDesk({ core: () => core.port });
    const list = await desk.start();
    await list.uploadLines([core.addSession('ada')]);
    await list.finish('changed');
    await list.draft.close();
    const [restored] = await desk.restore();
    expect(restored?.snapshot().state).toMatchObject({ state: 'failed', error: { code: 'bad-input' } });
    expect((await desk.bytes()).includes('could not be read')).toBe(false);
  });

  it('goes on to look up again what was unread', async () => {
    const desk = await openListDesk({ core: () => core.port });
    const handle = core.addSession('ada');
    core.fault = (call, perform) => {
      if (call.name === 'session') throw failure('core-error');
      return perform();
    };
    const list = await desk.read([handle]);
    core.fault = (call, perform) => (call.name === 'session' ? new Promise(() => undefined) : perform());
    await list.control('retry');
    await list.draft.close();
    core.fault = (_call, perform) => perform();
    const [restored] = await desk.restore();
    expect(restored?.snapshot().state).toMatchObject({ state: 'paused', by: 'restart' });
    await restored?.control('resume');
    await restored?.until('ready');
    expect(await restored?.results()).toEqual(['session']);
  });
});

describe('a console that is killed', () => {
  it('loses nothing of a list that was uploaded, whenever it is killed', async () => {
    const [many = ''] = core.addUser({ email: 'many@alpha.example', external: 'many' });
    for (let n = 0; n < 1_200; n++) core.addSession(n % 2 ? many : 'many');
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.addUser({ email: 'ada@alpha.example', tenantIds: ['acme'] });
    const handle = core.addSession(ada);
    const own = core.addSession('own');
    const lines = [
      'many',
      handle,
      'many@alpha.example',
      'ada@alpha.example',
      own,
      handle,
      many,
      'nobody',
      '\u0001',
    ];

    const reference = await openListDesk({ core: () => core.port });
    reference.ownIds = ['own'];
    const expected = await previewOf(await reference.read(lines));
    expect(expected).toMatchObject({ numbers: { targets: 1_202, wholeUsers: 1, own: 1, duplicates: 3 } });

    let wentOn = 0;
    for (let writes = 1, isKilled = true; isKilled; writes++) {
      let wasKilled = () => false;
      const desk = await openListDesk({
        core: () => core.port,
        through: (store) => {
          const killed = killedAfter(store, writes);
          wasKilled = killed.wasKilled;
          return killed.store;
        },
      });
      desk.ownIds = ['own'];
      const list = await desk.start();
      const [{ state }] = await Promise.all([list.until('ready', 'paused'), uploadAll(list, lines)]);
      // It can be killed while it makes a plan, too.
      if (state.state === 'ready') await list.freeze().catch(() => undefined);
      isKilled = wasKilled();

      const next = await openListDesk({ core: () => core.port, store: desk.realStore });
      next.ownIds = ['own'];
      const [restored] = await next.restore();
      if (!restored) throw new Error('The list is gone.');
      if (restored.snapshot().state.state === 'failed') continue;
      if (restored.snapshot().state.state === 'paused') {
        wentOn += 1;
        await restored.control('resume');
        await restored.until('ready');
      }
      expect(await previewOf(restored), `killed after ${writes} writes`).toEqual(expected);
    }
    expect(wentOn).toBeGreaterThan(3);
  });
});

/** Paused, it waits for a store that does not come back. */
async function uploadAll(list: TestList, lines: readonly string[]): Promise<void> {
  const uploading = list.uploadLines(lines).then(() => list.finish());
  await Promise.race([uploading.catch(() => undefined), list.until('paused')]);
}

function untilUploaded({ draft, snapshot }: TestList): Promise<void> {
  return new Promise((resolve) => {
    const leave = draft.onChange(look);
    function look(): void {
      const { progress } = snapshot();
      if (progress.type !== 'list' || progress.lines === 0) return;
      leave();
      resolve();
    }
    look();
  });
}
