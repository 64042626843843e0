import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { defaultConnectionSettings } from '../../../contract/domain/connection.ts';
import { failure } from '../../../contract/failure.ts';
import type { CorePort } from '../../core/protocol.ts';
import type { Store } from '../../store/interface.ts';

const shared = sharedStore();
const withTokens = { oauthTokens: true } as const;
let core: FakeCore;
let driver: RevocationDriver;
let readOnly = false;

beforeEach(async () => {
  core = new FakeCore();
  readOnly = false;
  driver = await openRevocations({
    core: () => core.port,
    settings: () => ({
      ...defaultConnectionSettings,
      ...{ name: 'Test', address: 'http://core.example', readOnly },
    }),
    ...shared.forDriver(),
  });
});

/** Sessions on which OAuth2 tokens were issued. */
function sessionsWithTokens(count: number, userId = 'u'): string[] {
  const handles = Array.from({ length: count }, () => core.addSession(userId));
  for (const handle of handles) core.oauthTokens.add(handle);
  return handles;
}

function asked(): string[] {
  return core.callsOf('endOAuthTokens').map(({ input }) => (input as { handle: string }).handle);
}

/** A view of the store that tells when the tokens of a batch are noted as sent. */
function whenSent(store: Store, onSent: () => void): Store {
  return {
    ...store,
    openLog: (id, onCommit) => {
      const log = store.openLog(id, onCommit);
      return {
        ...log,
        append: (...changes) => {
          log.append(...changes);
          if (changes.some((change) => change.type === 'oauth' && change.state === 'sent')) onSent();
        },
      };
    },
  };
}

describe('a revocation that ends OAuth2 tokens', () => {
  it('asks once for each session that is gone, whoever ended it, and counts them', async () => {
    const handles = sessionsWithTokens(300);
    for (const gone of handles.slice(0, 20)) core.sessions.delete(gone);
    const done = await driver.end({ type: 'handles', handles }, withTokens);
    expect(done).toMatchObject({
      outcome: 'complete',
      counts: { revoked: 280, 'already-gone': 20 },
      oauth: { ordered: true, ended: 300, unknown: 0, notAsked: 0 },
    });
    expect(core.oauthTokens.size).toBe(0);
    expect(asked().sort()).toEqual([...handles].sort());
    const rows = await driver.targets(done.id);
    expect(new Set(rows.map(({ oauth }) => oauth))).toEqual(new Set(['ended']));
  });

  it('ends no token of a session that is still active', async () => {
    const [active = '', ...others] = sessionsWithTokens(5);
    core.fault = (call, perform) => {
      if (call.name !== 'revokeHandles') return perform();
      const { handles } = call.input as { handles: string[] };
      for (const handle of handles) if (handle !== active) core.sessions.delete(handle);
      return handles;
    };
    const done = await driver.end({ type: 'handles', handles: [active, ...others] }, withTokens);
    expect(done).toMatchObject({ counts: { failed: 1, revoked: 4 }, oauth: { ended: 4, notAsked: 0 } });
    expect([...core.oauthTokens]).toEqual([active]);
  });

  it('ends those of new sessions that the order covers, too', async () => {
    const [id = ''] = core.addUser({});
    core.addSession(id);
    let newSession: string | undefined;
    core.fault = (call, perform) => {
      const result = perform();
      if (call.name === 'revokeHandles' && newSession === undefined) {
        newSession = core.addSession(id);
        core.oauthTokens.add(newSession);
      }
      return result;
    };
    const done = await driver.end({ type: 'user', userId: id, tenantId: null }, withTokens);
    expect(done).toMatchObject({ newSessions: { ended: 1, left: 0 }, oauth: { ended: 2, notAsked: 0 } });
    expect(core.oauthTokens.size).toBe(0);
  });

  it('waits for a core that goes away meanwhile, and asks again for what was not answered', async () => {
    const backoff = { firstMs: 1, mostMs: 8, pauseAfterMs: Number.POSITIVE_INFINITY };
    driver = await openRevocations({ core: () => core.port, backoff, ...shared.forDriver() });
    const handles = sessionsWithTokens(60);
    let calls = 0;
    let probesUntilBack = 12;
    core.fault = (call, perform) => {
      if (call.name === 'endOAuthTokens') calls += 1;
      const isAway = calls > 20 && probesUntilBack > 0;
      if (isAway && call.name === 'tenants') probesUntilBack -= 1;
      if (isAway) throw failure('unreachable');
      return perform();
    };
    expect(await driver.end({ type: 'handles', handles }, withTokens)).toMatchObject({
      outcome: 'complete',
      oauth: { ended: 60, unknown: 0, notAsked: 0 },
      errors: [],
    });
    expect([core.oauthTokens.size, probesUntilBack]).toEqual([0, 0]);
  });

  it('sends nothing after a pause, also what is on disk as sent', async () => {
    const handles = sessionsWithTokens(10);
    const { store, ...folder } = shared.forDriver();
    let pause: () => void = () => undefined;
    driver = await openRevocations({
      core: () => core.port,
      store: whenSent(store, () => pause()),
      ...folder,
    });
    const { id } = await driver.plan({ type: 'handles', handles });
    pause = () => void driver.pause(id);
    await driver.start(id, withTokens);
    expect(await driver.settled(id)).toMatchObject({
      progress: { run: { state: 'paused', reason: { type: 'operator' } } },
    });
    expect([asked(), core.oauthTokens.size]).toEqual([[], 10]);
    pause = () => undefined;
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', oauth: { ended: 10 } });
  });

  it('ends them however often it is paused between the order of a call and the call', async () => {
    const handles = sessionsWithTokens(10);
    const { store, ...folder } = shared.forDriver();
    const pauses = 7;
    let pausesLeft = pauses;
    driver = await openRevocations({
      core: () => core.port,
      store: whenSent(store, () => {
        if (pausesLeft > 0) void driver.pause(id);
        pausesLeft -= 1;
      }),
      ...folder,
    });
    const { id } = await driver.plan({ type: 'handles', handles });
    await driver.start(id, withTokens);
    for (let pause = 0; pause < pauses; pause += 1) {
      expect(await driver.settled(id)).toMatchObject({ progress: { run: { state: 'paused' } } });
      await driver.resume(id);
    }
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      oauth: { ended: 10 },
      errors: [],
    });
  });

  it('says why tokens are open of which nobody knows which core ended them', async () => {
    const [first, other] = [core, new FakeCore()];
    let now = first;
    const port = new Proxy({} as CorePort, { get: (_, name: keyof CorePort) => now.port[name] });
    driver = await openRevocations({ core: () => port, ...shared.forDriver() });
    first.fault = (call, perform) => {
      const answer = perform();
      if (call.name === 'endOAuthTokens') now = other;
      return answer;
    };
    const { id } = await driver.plan({ type: 'handles', handles: sessionsWithTokens(1) });
    await driver.start(id, withTokens);
    for (;;) {
      const { type } = await driver.settled(id);
      if (type === 'report') break;
      now = first;
      await driver.resume(id);
    }
    expect(await driver.report(id)).toMatchObject({
      outcome: 'incomplete',
      oauth: { ended: 0, unknown: 1 },
      errors: [{ code: 'other-core' }],
    });
  });

  it('leaves open what the core never does, says why, and is not complete', async () => {
    const handles = sessionsWithTokens(30);
    const [bad = ''] = handles;
    core.fault = (call, perform) => {
      if (call.name === 'endOAuthTokens' && (call.input as { handle: string }).handle === bad)
        throw failure('core-error', { sent: true });
      return perform();
    };
    const done = await driver.end({ type: 'handles', handles }, withTokens);
    expect(done).toMatchObject({
      outcome: 'incomplete',
      counts: { revoked: 30 },
      oauth: { ordered: true, ended: 29, unknown: 1, notAsked: 0 },
      errors: [{ code: 'core-error' }],
    });
    expect((await driver.targets(done.id)).find(({ handle }) => handle === bad)?.oauth).toBe('unknown');
  });

  it('is not complete when the list of a user could not be read, although every target was read in the end', async () => {
    const [unread = ''] = sessionsWithTokens(2);
    let fails = false;
    core.fault = (call, perform) => {
      if (call.name === 'endOAuthTokens') fails = false;
      const isUnread = call.name === 'session' && JSON.stringify(call.input).includes(unread);
      if (fails && (isUnread || call.name === 'sessionHandles')) throw failure('core-error', { sent: true });
      const answer = perform();
      if (call.name !== 'revokeHandles') return answer;
      fails = true;
      core.addSession('u');
      throw failure('timeout', { sent: true });
    };
    const { id } = await driver.plan({ type: 'user', userId: 'u', tenantId: null });
    await driver.start(id, withTokens);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'incomplete',
      verifiedAt: null,
      counts: { 'revoked-unconfirmed': 2 },
      oauth: { ended: 2, notAsked: 0 },
    });
    expect(core.sessions.size).toBe(1);
    expect(await driver.verifyAgain(id)).toMatchObject({ outcome: 'incomplete', newSessions: { left: 1 } });
  });

  it('does not ask a core for thousands of sessions that answers none', async () => {
    const handles = sessionsWithTokens(5_000);
    core.fault = (call, perform) => {
      if (call.name === 'endOAuthTokens') throw failure('feature-missing', { sent: true });
      return perform();
    };
    const done = await driver.end({ type: 'handles', handles }, withTokens);
    expect(done).toMatchObject({ outcome: 'incomplete', errors: [{ code: 'feature-missing' }] });
    expect(done.oauth.unknown + done.oauth.notAsked).toBe(5_000);
    expect(done.oauth.notAsked).toBeGreaterThan(3_000);
  });

  it('ends nothing on a connection that became read-only', async () => {
    const handles = sessionsWithTokens(10);
    core.fault = (call, perform) => {
      const result = perform();
      if (call.name === 'session') readOnly = true;
      return result;
    };
    const { id } = await driver.plan({ type: 'handles', handles });
    await driver.start(id, withTokens);
    expect(await driver.settled(id)).toMatchObject({
      progress: { run: { state: 'paused', reason: { error: { code: 'read-only' } } } },
    });
    expect(asked()).toEqual([]);
    readOnly = false;
    core.fault = (_call, perform) => perform();
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', oauth: { ended: 10 } });
  });

  it('stopped before it asked for all of them is stopped, and lists the rest as open', async () => {
    const handles = sessionsWithTokens(10);
    const { id } = await driver.plan({ type: 'handles', handles });
    core.fault = async (call, perform) => {
      if (call.name === 'endOAuthTokens') await driver.stop(id);
      return perform();
    };
    await driver.start(id, withTokens);
    const report = await driver.finished(id);
    expect(report).toMatchObject({ outcome: 'stopped', counts: { revoked: 10 } });
    const { ended, notAsked, unknown } = report.oauth;
    expect([ended + notAsked + unknown, notAsked + unknown > 0]).toEqual([10, true]);
  });

  it('takes up after the end of the console what was not answered', async () => {
    const handles = sessionsWithTokens(40);
    const { id } = await driver.plan({ type: 'handles', handles });
    let calls = 0;
    let reached: () => void = () => undefined;
    const inTheMiddle = new Promise<void>((resolve) => {
      reached = resolve;
    });
    core.fault = async (call, perform) => {
      if (call.name !== 'endOAuthTokens') return perform();
      calls += 1;
      if (calls === 25) {
        reached();
        await new Promise(() => undefined);
      }
      return perform();
    };
    await driver.start(id, withTokens);
    await inTheMiddle;
    void driver.close();
    core.fault = (_call, perform) => perform();
    const next = await openRevocations({ core: () => core.port, ...shared.forDriver() });
    await next.resume(id);
    const done = await next.finished(id);
    expect(done).toMatchObject({ outcome: 'complete', resumed: 1, oauth: { ended: 40, unknown: 0 } });
    expect(core.oauthTokens.size).toBe(0);
  });
});

describe('a revocation without OAuth2 tokens', () => {
  it('asks for none, and says so', async () => {
    const handles = sessionsWithTokens(3);
    const done = await driver.end({ type: 'handles', handles });
    expect(done).toMatchObject({
      outcome: 'complete',
      oauth: { ordered: false, ended: 0, unknown: 0, notAsked: 3 },
    });
    expect([asked(), core.oauthTokens.size]).toEqual([[], 3]);
  });

  it('can be completed later from its report, once for each session', async () => {
    const handles = sessionsWithTokens(3);
    const { id } = await driver.end({ type: 'handles', handles });
    const after = await driver.endOAuthTokens(id, 3);
    expect(after).toMatchObject({
      outcome: 'complete',
      options: { oauthTokens: false },
      oauth: { ordered: true, ended: 3, unknown: 0, notAsked: 0 },
    });
    expect(core.oauthTokens.size).toBe(0);
    await expect(driver.endOAuthTokens(id, 3)).rejects.toMatchObject({
      error: { code: 'bad-input', reason: 'count-changed' },
    });
    expect(asked()).toHaveLength(3);
  });
});
