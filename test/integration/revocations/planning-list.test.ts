import { randomUUID } from 'node:crypto';
import { describe, expect, it, type TestContext } from 'vitest';
import type { ListFormat } from '../../../src/contract/domain/planning/list-format.ts';
import { readSample } from '../../../src/main/planning/list/parse/sample.ts';
import { openListDesk, type TestList } from '../../unit/support/planning/list-desk.ts';
import { sharedStore } from '../../unit/support/store/shared-store.ts';
import { coreUnderTest, licensed } from '../support/core-under-test.ts';
import { linkedAndMapped } from '../support/fixtures.ts';

const core = coreUnderTest();
const opened = sharedStore();

/** Uploads a list in chunks as the window does, and waits until it is read. */
async function read(bytes: Buffer, format: ListFormat = { type: 'text' }): Promise<TestList> {
  const desk = await openListDesk({ core: () => core.port, ...opened.forDriver() });
  const list = await desk.start({ format, size: bytes.length });
  const { signal } = new AbortController();
  for (let at = 0; at < bytes.length; at += 10_000)
    await list.upload.add(Uint8Array.from(bytes.subarray(at, at + 10_000)), signal);
  await list.finish();
  const { state } = await list.until('ready', 'failed', 'paused');
  expect(state).toEqual({ state: 'ready' });
  return list;
}

async function handlesOf(list: TestList): Promise<string[]> {
  return (await list.targets()).map(({ handle }) => handle);
}

describe('a mixed list', () => {
  it('is resolved line by line, and frozen', async () => {
    const { make } = core;
    const ada = await make.emailUser('list-ada');
    const bob = await make.thirdPartyUser('list-bob');
    const phone = await make.phoneUser();
    const mapped = await make.emailUser('list-mapped');
    const old = await make.session({ userId: mapped.id });
    const external = await make.map(mapped.id, 'list-emp');
    const young = await make.session({ userId: external });
    const ofAda = await make.sessions({ userId: ada.id }, 3);
    const ofBob = await make.session({ userId: bob.id });
    const ofPhone = await make.session({ userId: phone.id });
    const nobody = `${make.prefix}-list-nobody`;
    const orphan = await make.session({ userId: nobody });
    const other = await make.session({ userId: ada.id });

    const list = await read(
      Buffer.from(
        [
          ofAda[0],
          `"${ada.email.toUpperCase()}",`,
          ofAda[1],
          '',
          `Authorization: Bearer ${ofBob.accessToken}`,
          ofBob.handle.toUpperCase(),
          phone.phoneNumber,
          external,
          mapped.id,
          nobody,
          randomUUID(),
          `${randomUUID()}_no-such-tenant`,
          other.refreshToken,
          'ada\u0001@alpha.example',
          `google:${bob.thirdPartyUserId}`,
        ].join('\r\n'),
      ),
    );

    expect(
      (await list.rows()).map(({ line, kind, result }) => ({ kind, ...result, at: line })),
    ).toMatchObject([
      { at: 1, kind: 'session-handle', type: 'session', handle: ofAda[0], userId: ada.id },
      { at: 2, kind: 'email', type: 'user', userId: ada.id, sessions: 3 },
      { at: 3, type: 'duplicate', row: 1 },
      { at: 5, kind: 'access-token', type: 'session', handle: ofBob.handle },
      { at: 6, type: 'duplicate', row: 3 },
      { at: 7, kind: 'phone', type: 'user', userId: phone.id, sessions: 1 },
      { at: 8, kind: 'user-id', type: 'user', userId: external, sessions: 2 },
      { at: 9, type: 'duplicate', row: 6 },
      { at: 10, kind: 'user-id', type: 'user', userId: nobody, name: nobody, sessions: 1 },
      { at: 11, type: 'unknown' },
      { at: 12, type: 'unknown' },
      { at: 13, kind: null, type: 'malformed' },
      { at: 14, kind: null, type: 'malformed' },
      { at: 15, kind: 'third-party-id', type: 'user', userId: bob.id, sessions: 0 },
    ]);

    const plan = await list.freeze();
    expect(plan).toMatchObject({
      source: { type: 'list', name: 'leaked.txt' },
      ...{ targets: 9, duplicates: 3, users: 5, wholeUsers: 5 },
      byTenant: [{ name: 'public', sessions: 9 }],
    });
    const targets = await list.targets();
    const expected = [
      ...ofAda,
      other.handle,
      ofBob.handle,
      ofPhone.handle,
      old.handle,
      young.handle,
      orphan.handle,
    ];
    expect(targets.map(({ handle }) => handle).toSorted()).toEqual(expected.toSorted());
    for (const target of targets)
      expect(target).toMatchObject({ createdAt: expect.any(Number), userId: expect.any(String) });
  });

  it('comes as CSV in UTF-16, and as JSON lines', async () => {
    const { make } = core;
    const user = await make.emailUser('list-formats');
    const [first = '', second = ''] = await make.sessions({ userId: user.id }, 2);
    const table = `time;session;note\r\n17:04;"${first}";"two\r\nlines"\r\n17:05;${second};\r\n`;
    const { format } = readSample(Buffer.from(`\ufeff${table}`, 'utf16le'), null);
    expect(format).toEqual({ type: 'csv', delimiter: ';', header: true, column: 1 });
    const fromTable = await read(Buffer.from(`\ufeff${table}`, 'utf16le'), format);
    expect(await handlesOf(fromTable)).toEqual([first, second]);

    const lines = `{"session":{"id":"${first}"}}\n{"session":{"id":"${second}"}}\nnot json\n`;
    const fromLines = await read(Buffer.from(lines), { type: 'json-lines', path: 'session.id' });
    expect(await handlesOf(fromLines)).toEqual([first, second]);
    expect(fromLines.snapshot().totals.byResult).toMatchObject({ session: 2, malformed: 1 });
  });
});

describe('a user of a list', () => {
  it('selects everything under all ids of all login methods', async (context) => {
    const user = await licensed(context, () => linkedAndMapped(core.make, 'list-linked'));
    const list = await read(Buffer.from(user.primaryId));
    expect((await handlesOf(list)).toSorted()).toEqual([...user.handles].toSorted());
  });

  it('is ambiguous when the address is that of several in different tenants, until one is chosen', async (context) => {
    const { here, there, tenantId, email } = await twoWithOneAddress(context);
    const list = await read(Buffer.from(email));
    const [row] = await list.rows();
    expect(row?.result).toMatchObject({ type: 'ambiguous', chosen: [] });
    const ids = row?.result.type === 'ambiguous' ? row.result.candidates.map(({ userId }) => userId) : [];
    expect(ids.toSorted()).toEqual([here.id, there.id].toSorted());
    await list.choose(0, [there.id]);
    expect(list.snapshot().totals).toMatchObject({ sessions: 1, byTenant: [{ name: tenantId, count: 1 }] });
    expect(await list.freeze()).toMatchObject({ targets: 1, wholeUsers: 1 });
  });
});

async function twoWithOneAddress(context: TestContext) {
  const { make } = core;
  const tenantId = await licensed(context, () => make.tenant('list-west'));
  const here = await make.emailUser('list-twice');
  const there = await make.emailUser('list-twice', tenantId);
  await make.session({ userId: here.id });
  await make.session({ userId: there.id, tenantId });
  return { here, there, tenantId, email: here.email };
}
