import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { defaultConnectionSettings } from '../../src/contract/domain/connection.ts';
import type { Draft, ListFormat, ListRow } from '../../src/contract/domain/planning.ts';
import type { FrozenPlan } from '../../src/main/revocation/frozen-plan.ts';
import { createPlanning, type Planning } from '../../src/main/revocation/planning/planning.ts';
import { callContext, recordStream } from '../unit/support/stream.ts';
import { coreUnderTest } from './support/core-under-test.ts';
import { licensed } from './support/licensed.ts';
import { linkedAndMapped } from './support/people.ts';

const core = coreUnderTest();
const connectionId = 'under-test';
const address = 'http://core.example';
let dataDirectory: string;
let planning: Planning;
const plans: FrozenPlan[] = [];

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'curfew-planning-'));
  planning = await createPlanning({
    core: () => core.port,
    settings: () => ({ ...defaultConnectionSettings, name: 'Core under test', address }),
    recordedKeys: () => ({ ipKeys: ['ip'], userAgentKeys: ['ua'] }),
    ownUserIds: () => [],
    dataDirectory,
    addPlan: (plan) => void plans.push(plan),
    saveFile: async () => null,
  });
});
afterAll(async () => {
  await planning.close();
  await rm(dataDirectory, { recursive: true });
});

/** Hands a list over as the window does, and waits until it is read. */
async function read(bytes: Buffer, format: ListFormat = { type: 'text' }): Promise<Draft> {
  const { handlers } = planning;
  const request = { connectionId, name: 'leaked', format, size: bytes.length };
  const { id: draftId } = await handlers['planning.startList'](request, callContext());
  for (let at = 0; at < bytes.length; at += 10_000) {
    await handlers['planning.uploadChunk'](
      { draftId, bytes: Uint8Array.from(bytes.subarray(at, at + 10_000)) },
      callContext(),
    );
  }
  await handlers['planning.finishUpload']({ draftId, failed: null }, callContext());
  const recorded = recordStream<Draft>(([draft]) => {
    if (draft && draft.state.state !== 'reading') recorded.abort();
  });
  await handlers['planning.watch']({ draftId }, recorded.context).catch(() => undefined);
  const draft = recorded.items.at(-1) as Draft;
  expect(draft.state).toEqual({ state: 'ready' });
  return draft;
}

async function rowsOf({ id }: Draft): Promise<ListRow[]> {
  const page = await planning.handlers['planning.rows'](
    { draftId: id, show: 'all', offset: 0, limit: 500 },
    callContext(),
  );
  return page.of === 'list' ? page.rows : [];
}

async function freeze({ id }: Draft): Promise<FrozenPlan> {
  const { id: planId } = await planning.handlers['planning.freeze']({ draftId: id }, callContext());
  return plans.find(({ plan }) => plan.id === planId) as FrozenPlan;
}

function handlesOf({ targets }: FrozenPlan): string[] {
  return Array.from({ length: targets.size }, (_, index) => targets.handle(index));
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

    const draft = await read(
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

    expect((await rowsOf(draft)).map(({ line, kind, is }) => ({ kind, ...is, at: line }))).toMatchObject([
      { at: 1, kind: 'session-handle', verdict: 'session', handle: ofAda[0], userId: ada.id },
      { at: 2, kind: 'email', verdict: 'user', userId: ada.id, sessions: 3 },
      { at: 3, verdict: 'duplicate', row: 1 },
      { at: 5, kind: 'access-token', verdict: 'session', handle: ofBob.handle },
      { at: 6, verdict: 'duplicate', row: 3 },
      { at: 7, kind: 'phone', verdict: 'user', userId: phone.id, sessions: 1 },
      { at: 8, kind: 'user-id', verdict: 'user', userId: external, sessions: 2 },
      { at: 9, verdict: 'duplicate', row: 6 },
      { at: 10, kind: 'user-id', verdict: 'user', userId: nobody, name: nobody, sessions: 1 },
      { at: 11, verdict: 'unknown' },
      { at: 12, verdict: 'unknown' },
      { at: 13, kind: null, verdict: 'malformed' },
      { at: 14, kind: null, verdict: 'malformed' },
      { at: 15, kind: 'third-party-id', verdict: 'user', userId: bob.id, sessions: 0 },
    ]);

    const frozen = await freeze(draft);
    const expected = [
      ...ofAda,
      other.handle,
      ofBob.handle,
      ofPhone.handle,
      old.handle,
      young.handle,
      orphan.handle,
    ];
    expect(handlesOf(frozen).toSorted()).toEqual(expected.toSorted());
    expect(frozen).toMatchObject({ address, tenantId: null });
    expect(frozen.plan).toMatchObject({
      scope: { type: 'list', name: 'leaked' },
      targets: 9,
      duplicates: 3,
      users: 5,
      wholeUsers: 5,
      byTenant: [{ name: 'public', sessions: 9 }],
    });
    for (let index = 0; index < frozen.targets.size; index++) {
      expect(frozen.targets.createdAt(index)).toEqual(expect.any(Number));
      expect(frozen.targets.person(index)).not.toBeNull();
    }
    expect(frozen.coreKeys).toEqual(frozen.coreKeys?.toSorted() ?? null);
  });

  it('comes as CSV in UTF-16, and as JSON lines', async () => {
    const { make } = core;
    const user = await make.emailUser('list-formats');
    const [first = '', second = ''] = await make.sessions({ userId: user.id }, 2);
    const table = `time;session;note\r\n17:04;"${first}";"two\r\nlines"\r\n17:05;${second};\r\n`;
    const { format } = await planning.handlers['planning.sample'](
      { bytes: Buffer.from(`\ufeff${table}`, 'utf16le'), delimiter: null },
      callContext(),
    );
    expect(format).toEqual({ type: 'csv', delimiter: ';', header: true, column: 1 });
    const fromTable = await read(Buffer.from(`\ufeff${table}`, 'utf16le'), format);
    expect(handlesOf(await freeze(fromTable))).toEqual([first, second]);

    const lines = `{"session":{"id":"${first}"}}\n{"session":{"id":"${second}"}}\nnot json\n`;
    const fromLines = await read(Buffer.from(lines), { type: 'json-lines', path: 'session.id' });
    expect(handlesOf(await freeze(fromLines))).toEqual([first, second]);
    expect(fromLines.totals.byVerdict).toMatchObject({ session: 2, malformed: 1 });
  });
});

describe('a user of a list', () => {
  it('brings in everything under all ids of all login methods', async (context) => {
    const person = await licensed(context, () => linkedAndMapped(core.make, 'list-linked'));
    const draft = await read(Buffer.from(person.primaryId));
    expect(handlesOf(await freeze(draft)).toSorted()).toEqual([...person.handles].toSorted());
  });

  it('is ambiguous when the address is that of several in different tenants, until one is chosen', async (context) => {
    const { here, there, tenantId, email } = await twoWithOneAddress(context);
    const draft = await read(Buffer.from(email));
    const [row] = await rowsOf(draft);
    expect(row?.is).toMatchObject({ verdict: 'ambiguous', chosen: [] });
    const ids = row?.is.verdict === 'ambiguous' ? row.is.candidates.map(({ userId }) => userId) : [];
    expect(ids.toSorted()).toEqual([here.id, there.id].toSorted());
    const chosen = await planning.handlers['planning.choose'](
      { draftId: draft.id, row: 0, userIds: [there.id] },
      callContext(),
    );
    expect(chosen.totals).toMatchObject({ sessions: 1, byTenant: [{ name: tenantId, count: 1 }] });
    expect((await freeze(draft)).plan).toMatchObject({ targets: 1, wholeUsers: 1 });
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
