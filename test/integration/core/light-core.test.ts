import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenCore, openCore } from '../../../src/main/connections/core-worker.ts';
import type { SessionRead } from '../../../src/main/core/protocol.ts';
import { type LightCore, startLightCore } from '../../bench/light/light-core.ts';
import { ACME } from '../../bench/light/light-sessions.ts';
import { coreWorkerSpawner } from '../support/consoles/spawn-core-worker.ts';

// The stand-in of the benchmark has to do what a core does, or the benchmark measures nothing: it is asked by our worker.
let core: LightCore;
let open: OpenCore;

beforeAll(async () => {
  core = await startLightCore({ sessions: 1_003, sessionsPerUser: 5, shareInAcme: 0.1 });
  open = openCore({
    spawn: await coreWorkerSpawner(),
    options: {
      address: core.uri,
      apiKey: null,
      connectTimeoutMs: 30_000,
      requestTimeoutMs: 30_000,
      answerLimitMb: 64,
    },
  });
});
afterAll(async () => {
  await open.close();
  await core.close();
});

const handlesOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => core.sessions.handleOf(from + at));

describe('the light core', () => {
  test('opens with two tenants and a fixed key', async () => {
    expect(await open.port.facts()).toMatchObject({ cdi: '5.4' });
    expect(await open.port.tenants()).toEqual([{ tenantId: 'public' }, { tenantId: ACME }]);
    expect(await open.port.identity()).toEqual({ keys: ['s-light-core'], silent: [] });
  });

  test('lists each user once, newest first, page by page and tenant by tenant', async () => {
    for (const [tenantId, count] of [
      ['public', 181],
      [ACME, 20],
    ] as const) {
      const joined: number[] = [];
      let pageToken: string | undefined;
      do {
        const page = await open.port.users({ tenantId, limit: 50, ...(pageToken ? { pageToken } : {}) });
        joined.push(...page.users.map(({ timeJoined }) => timeJoined));
        pageToken = page.nextPageToken;
      } while (pageToken !== undefined);
      expect(joined).toEqual([...new Set(joined)].sort((a, b) => b - a));
      expect(joined).toHaveLength(count);
      expect(await open.port.userCount({ tenantId })).toBe(count);
    }
    expect(await open.port.userCount({ tenantId: null })).toBe(201);
  });

  test('knows a user by id and by address, in their tenant', async () => {
    const userId = core.sessions.userId(7);
    expect(await open.port.user({ userId })).toMatchObject({ id: userId, emails: ['user-7@light.example'] });
    const info = { email: 'user-7@light.example' };
    expect(await open.port.usersByAccountInfo({ tenantId: 'public', info })).toHaveLength(1);
    expect(await open.port.usersByAccountInfo({ tenantId: ACME, info })).toHaveLength(0);
    expect(await open.port.user({ userId: '00000000-ffff-4000-8000-00000000beef' })).toBeNull();
  });

  test('has every session under a handle of its own', () => {
    const handles = handlesOf(0, 1_003);
    expect(new Set(handles).size).toBe(1_003);
    expect(handles.map(core.sessions.find)).toEqual(handles.map((_, session) => session));
    expect(core.sessions.find('ffffffff-0000-4000-8000-000000000000')).toBeUndefined();
    expect(handles.filter((handle) => handle.endsWith(`_${ACME}`))).toHaveLength(98);
  });

  test('ends sessions once; those that are not there are missing from the answer', async () => {
    const [first = '', second = ''] = handlesOf(0, 2);
    expect(await open.port.revokeHandles({ handles: [first, second, second] })).toEqual([first, second]);
    expect(await open.port.revokeHandles({ handles: [first] })).toEqual([]);
    const userId = core.sessions.userId(0);
    expect(await open.port.sessionHandles({ userId, tenantId: null })).toEqual(handlesOf(2, 5));
    expect(await open.port.sessionHandles({ userId, tenantId: ACME })).toEqual([]);
    expect(await open.port.revokeUser({ userId, tenantId: null })).toEqual(handlesOf(2, 5));
    expect(core.sessions.alive()).toBe(998);
  });

  test('reads many sessions, ended ones as absent', async () => {
    const reads: SessionRead[] = [];
    const keys = { ipKeys: ['ip'], userAgentKeys: ['userAgent'] };
    await open.port.sessions({ handles: handlesOf(4, 8), keys }, (batch) => void reads.push(...batch));
    expect(reads.map(({ type }) => type).sort()).toEqual(['absent', 'found', 'found', 'found']);
  });

  test('fails the whole call for a tenant that it does not know, when others are done already', async () => {
    const [handle = ''] = handlesOf(100, 101);
    const handles = [`${handle}_ghost`, handle];
    await expect(open.port.revokeHandles({ handles })).rejects.toMatchObject({
      error: { code: 'tenant-unknown' },
    });
    expect(core.sessions.find(handle)).toBeUndefined();
  });
});
