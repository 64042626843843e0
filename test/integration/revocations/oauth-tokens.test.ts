import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OAuthChoice } from '../../../src/contract/domain/connection.ts';
import { readOAuthPolicy } from '../../../src/main/connections/oauth-policy.ts';
import type { OAuthClients, TokensEnd } from '../../../src/main/core/protocol.ts';
import { openRevocations, type RevocationDriver } from '../../unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../unit/support/store/shared-store.ts';
import { handlesUnder, removeSessions } from '../support/cdi.ts';
import { aCore, connectionsIn, context, dataFolder, settingsOf } from '../support/connections.ts';
import { coreUnderTest } from '../support/core-under-test.ts';

// A given core has no OAuth2 clients, and answers in the same way. Whether tokens are gone is seen in the sandbox alone.
const core = coreUnderTest();
const shared = sharedStore();
let driver: RevocationDriver;

beforeAll(async () => {
  const { store, dataDirectory } = shared.forDriver();
  driver = await openRevocations({ core: () => core.port, store, dataDirectory });
});

function issue(handles: readonly string[]): void {
  for (const handle of handles) core.sandbox?.store.oauthTokens.issue(handle);
}

function withTokens(handles: readonly string[]): string[] {
  return handles.filter((handle) => core.sandbox?.store.oauthTokens.has(handle));
}

async function userWith(name: string, sessions: number): Promise<{ id: string; handles: string[] }> {
  const { id } = await core.make.emailUser(name);
  const handles = await core.make.sessions({ userId: id }, sessions);
  issue(handles);
  return { id, handles };
}

describe('a connection', () => {
  it('ends OAuth2 tokens of sessions that are active, gone or were never there, and no session', async () => {
    const { handles, id } = await userWith('oauth-port', 3);
    const [gone = ''] = handles;
    await removeSessions(core.cdi, [gone]);
    const all = [...handles, randomUUID(), `${randomUUID()}_no-such-tenant`];
    const ends: TokensEnd[] = [];
    await core.port.endOAuthTokens({ handles: all }, (batch) => ends.push(...batch));
    expect(ends.map(({ handle }) => handle).sort()).toEqual([...all].sort());
    expect(ends.filter(({ error }) => error !== null)).toEqual([]);
    expect(withTokens(handles)).toEqual([]);
    expect((await handlesUnder(core.cdi, id)).size).toBe(2);
  });

  it('says whether the app has OAuth2 clients, or that the core does not tell', async () => {
    expect(['some', 'none', 'not-told']).toContain(await core.port.oauthClients());
    if (core.sandbox) expect(await core.port.oauthClients()).toBe('not-told');
  });
});

describe('a revocation', () => {
  it('ends the OAuth2 tokens of sessions that it ended and of those that were gone before', async () => {
    const { handles, id } = await userWith('oauth-run', 40);
    const stranger = randomUUID();
    const plan = await driver.plan({ type: 'handles', handles: [...handles, stranger] });
    await removeSessions(core.cdi, handles.slice(0, 5));
    expect(withTokens(handles)).toHaveLength(core.sandbox ? 40 : 0);
    await driver.start(plan.id, { oauthTokens: true });
    expect(await driver.finished(plan.id)).toMatchObject({
      outcome: 'complete',
      oauth: { ordered: true, ended: 41, unknown: 0, notAsked: 0 },
    });
    expect([withTokens(handles), (await handlesUnder(core.cdi, id)).size]).toEqual([[], 0]);
  });

  it('without them leaves the tokens, and can be completed later from its report', async () => {
    const { handles } = await userWith('oauth-later', 7);
    const { handles: others } = await userWith('oauth-others', 2);
    const { id, oauth } = await driver.end({ type: 'handles', handles });
    expect(oauth).toEqual({ ordered: false, ended: 0, unknown: 0, notAsked: 7 });
    expect(withTokens(handles)).toHaveLength(core.sandbox ? 7 : 0);
    expect((await driver.endOAuthTokens(id, 7)).oauth).toEqual({
      ...{ ordered: true, ended: 7, unknown: 0, notAsked: 0 },
    });
    expect([withTokens(handles), withTokens(others).length]).toEqual([[], core.sandbox ? 2 : 0]);
  });
});

describe('what a connection does about OAuth2 tokens', () => {
  async function savedConnection(oauthTokens: OAuthChoice) {
    const own = await aCore();
    const folder = await dataFolder();
    const connections = await connectionsIn(folder);
    const settings = { ...settingsOf('provider', own.uri), oauthTokens };
    const request = { settings, key: own.apiKey, keepKey: 'stored' } as const;
    const { id } = await connections.handlers['connections.save'](request, context);
    await connections.handlers['connections.open']({ id }, context);
    const policy = () => connections.handlers['connections.oauthPolicy']({ id }, context);
    return { connections, folder, id, policy };
  }

  it.each([
    ['on', { type: 'end', why: 'setting' }],
    ['off', { type: 'leave', why: 'setting' }],
    // The recorded core does not tell whether there are clients.
    ['automatic', { type: 'ask' }],
  ] as const)('follows its setting: %s', async (setting, expected) => {
    const { policy } = await savedConnection(setting);
    expect(await policy()).toEqual(expected);
  });

  it('is asked once: the answer is kept over the end of the console, and the connection stays open', async () => {
    const { connections, folder, id, policy } = await savedConnection('automatic');
    const port = connections.core(id);
    await connections.keepOAuthChoice(id, 'off');
    expect(await policy()).toEqual({ type: 'leave', why: 'setting' });
    expect(connections.core(id)).toBe(port);
    const later = await connectionsIn(folder);
    expect(later.settings(id).oauthTokens).toBe('off');
  });

  it('is not changed by an answer where the setting says it', async () => {
    const { connections, id } = await savedConnection('on');
    await connections.keepOAuthChoice(id, 'off');
    expect(connections.settings(id).oauthTokens).toBe('on');
  });

  it('follows what the core tells of its clients, where it tells', async () => {
    const signal = new AbortController().signal;
    const policyOf = (clients: OAuthClients) =>
      readOAuthPolicy('automatic', () => ({ ...core.port, oauthClients: async () => clients }), signal);
    expect(await policyOf('some')).toEqual({ type: 'end', why: 'has-clients' });
    expect(await policyOf('none')).toEqual({ type: 'leave', why: 'no-clients' });
  });
});
