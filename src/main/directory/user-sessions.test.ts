import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../test/unit/support/cores/fake-core.ts';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import { callContext, type Recorded, recordStream } from '../../../test/unit/support/stream.ts';
import { type UserSessionsItem, userSessionsItem } from '../../contract/domain/session.ts';
import { failure } from '../../contract/failure.ts';
import { createDirectory } from './directory.ts';

let core: FakeCore;
let directory: ReturnType<typeof createDirectory>;

beforeEach(() => {
  core = new FakeCore();
  directory = createDirectory({
    core: () => core.port,
    recordedKeys: () => ({ ipKeys: ['ip'], userAgentKeys: ['ua'] }),
  });
});

async function read(
  userId: string,
  recorded: Recorded<UserSessionsItem> = recordStream(),
  readerId: string = randomUUID(),
): Promise<UserSessionsItem[]> {
  await directory['directory.userSessions']({ connectionId: 'sandbox', userId, readerId }, recorded.context);
  for (const item of recorded.items) userSessionsItem.parse(item);
  return recorded.items;
}

function rows(items: readonly UserSessionsItem[]): string[] {
  return items.flatMap((item) => (item.type === 'rows' ? item.rows.map(({ handle }) => handle) : []));
}

describe('the sessions of a user', () => {
  it('are those under every id of every login method, each with the id that it is under', async () => {
    const [first = '', second = ''] = core.addUser({ external: 'ext-p' }, { external: 'ext-q' });
    const under = [first, second, 'ext-p', 'ext-q'].map((id) => ({
      underId: id,
      handle: core.addSession(id),
    }));
    const items = await read('ext-p');
    const listed = items.flatMap((item) => (item.type === 'handles' ? item.handles : []));
    expect(new Set(listed.map(({ underId, handle }) => `${underId} ${handle}`))).toEqual(
      new Set(under.map(({ underId, handle }) => `${underId} ${handle}`)),
    );
    expect(items.find(({ type }) => type === 'listed')).toEqual({ type: 'listed', total: 4 });
    expect(new Set(rows(items))).toEqual(new Set(under.map(({ handle }) => handle)));
  });

  it('are shown for an id that is no user', async () => {
    const handle = core.addSession('nobody');
    expect(rows(await read('nobody'))).toEqual([handle]);
  });

  it('each come exactly once, after their handle was listed', async () => {
    const [id = ''] = core.addUser({});
    for (let i = 0; i < 1_000; i += 1) core.addSession(id, i % 2 ? 'acme' : 'public');
    const listed = new Set<string>();
    const items = await read(
      id,
      recordStream<UserSessionsItem>((batch) => {
        for (const item of batch) {
          if (item.type === 'handles') for (const { handle } of item.handles) listed.add(handle);
          if (item.type === 'rows') for (const { handle } of item.rows) expect(listed).toContain(handle);
        }
      }),
    );
    expect(rows(items)).toHaveLength(1_000);
    expect(new Set(rows(items)).size).toBe(1_000);
  });

  it('are read in the order that is asked for meanwhile', async () => {
    const [id = ''] = core.addUser({});
    for (let i = 0; i < 1_000; i += 1) core.addSession(id);
    const wanted = [...core.sessions.keys()].slice(-20).reverse();
    const readerId = randomUUID();
    // No detail is answered before it was asked for: what is under way then is known.
    let ask: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      ask = resolve;
    });
    core.fault = async (call, perform) => {
      if (call.name === 'session') await asked;
      return perform();
    };
    const items = await read(
      id,
      recordStream<UserSessionsItem>(async (batch) => {
        if (!batch.some(({ type }) => type === 'listed')) return;
        await directory['directory.readFirst']({ readerId, handles: wanted }, callContext());
        ask();
      }),
      readerId,
    );
    const at = rows(items).indexOf(wanted[0] ?? '');
    // What was under way goes on; everything else waits.
    expect(at).toBeLessThan(500);
    expect(rows(items)).toHaveLength(1_000);
  });

  it('name a session that ended meanwhile as gone, and one that cannot be read as failed', async () => {
    const [id = ''] = core.addUser({});
    const [stays, ends, fails] = [core.addSession(id), core.addSession(id), core.addSession(id)];
    core.fault = (call, perform) => {
      if (call.name !== 'session') return perform();
      core.sessions.delete(ends);
      if ((call.input as { handle: string }).handle === fails) throw failure('core-error');
      return perform();
    };
    const items = await read(id);
    expect(rows(items)).toEqual([stays]);
    expect(items).toContainEqual({ type: 'gone', handles: [ends] });
    expect(items).toContainEqual(expect.objectContaining({ type: 'failed', handles: [fails] }));
  });

  it('end with an error when one id cannot be listed: a part would look like the whole', async () => {
    core.addUser({ external: 'ext' });
    core.addSession('ext');
    core.fault = (call, perform) => {
      const { userId } = (call.input ?? {}) as { userId?: string };
      if (call.name === 'sessionHandles' && userId !== 'ext') throw failure('timeout');
      return perform();
    };
    const recorded = recordStream<UserSessionsItem>();
    expect(await errorOf(read('ext', recorded))).toMatchObject({ code: 'timeout' });
    expect(recorded.items.some(({ type }) => type === 'listed')).toBe(false);
  });

  it('end with an error when it is not known which ids there are', async () => {
    const [id = ''] = core.addUser({});
    core.addSession(id);
    core.fault = (call, perform) => {
      if (call.name === 'idMapping') throw failure('core-error');
      return perform();
    };
    const recorded = recordStream<UserSessionsItem>();
    expect(await errorOf(read(id, recorded))).toMatchObject({ code: 'core-error' });
    expect(recorded.items.some(({ type }) => type === 'listed')).toBe(false);
  });

  it('are read before it is known which other ids the user has', async () => {
    const [id = ''] = core.addUser({});
    const handle = core.addSession(id);
    const firstRow = Promise.withResolvers<void>();
    core.fault = async (call, perform) => {
      if (call.name === 'idMapping') await firstRow.promise;
      return perform();
    };
    const items = await read(
      id,
      recordStream<UserSessionsItem>((batch) => {
        if (batch.some(({ type }) => type === 'rows')) firstRow.resolve();
      }),
    );
    expect(rows(items)).toEqual([handle]);
    expect(items.map(({ type }) => type)).toEqual(['handles', 'rows', 'identities', 'listed']);
  });

  it('stop being read when nobody wants them any more', async () => {
    const [id = ''] = core.addUser({});
    for (let i = 0; i < 1_000; i += 1) core.addSession(id);
    const recorded: Recorded<UserSessionsItem> = recordStream<UserSessionsItem>((batch) => {
      if (batch.some(({ type }) => type === 'rows')) recorded.abort();
    });
    expect(await errorOf(read(id, recorded))).toMatchObject({ code: 'aborted' });
    expect(core.callsOf('session').length).toBeLessThan(1_000);
  });
});
