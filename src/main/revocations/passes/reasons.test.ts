import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FakeCall, FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import {
  openRevocations,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { failure } from '../../../contract/failure.ts';

const works: FakeCore['fault'] = (_call, perform) => perform();

function failAtLists({ name }: FakeCall): void {
  if (name === 'sessionHandles') throw failure('core-error', { sent: true });
}

function failAtTokens({ name }: FakeCall): void {
  if (name === 'endOAuthTokens') throw failure('feature-missing', { sent: true });
}

/** A user with a session that has OAuth2 tokens. */
async function openWorld() {
  const core = new FakeCore();
  const folder = temporaryFolder();
  const driver = await openRevocations({
    core: () => core.port,
    dataDirectory: folder,
    closesWithTest: true,
  });
  const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
  const session = core.addSession(ada);
  core.oauthTokens.add(session);
  return {
    ada,
    core,
    driver,
    folder,
    session,
    everything: { type: 'user', userId: ada, tenantId: null } as const,
  };
}

/** Everything of a user is ended, and no list could be read again. */
async function endUnread() {
  const world = await openWorld();
  const { core, driver, everything } = world;
  let hasBegun = false;
  core.fault = (call, perform) => {
    hasBegun ||= call.name === 'revokeHandles';
    if (hasBegun) failAtLists(call);
    return perform();
  };
  const report = await driver.end(everything);
  expect(report).toMatchObject(unread);
  core.fault = works;
  return { ...world, id: report.id };
}

/** The same, and one of the sessions is active whatever is ended. */
async function endUnreadAndActive() {
  const world = await openWorld();
  const { ada, core, driver, everything } = world;
  const odd = core.addSession(ada);
  const session = core.sessions.get(odd);
  const keepActive: FakeCore['fault'] = (call, perform) => {
    const answer = perform();
    if (session && call.name.startsWith('revoke')) core.sessions.set(odd, session);
    return answer;
  };
  let hasBegun = false;
  core.fault = (call, perform) => {
    hasBegun ||= call.name === 'revokeHandles';
    if (hasBegun) failAtLists(call);
    return keepActive(call, perform);
  };
  const { errors, id, ...report } = await driver.end(everything);
  expect(report).toMatchObject({ verifiedAt: null, counts: { failed: 1 } });
  expect(errors.map(({ code }) => code)).toEqual(['still-active', 'core-error']);
  return { ...world, id, keepActive };
}

const unread = { outcome: 'incomplete', verifiedAt: null, errors: [{ code: 'core-error' }] };
const tokensOpen = { outcome: 'incomplete', errors: [{ code: 'feature-missing' }] };

describe('the reasons of a report', () => {
  it('are there still when the OAuth2 tokens were ended from it', async () => {
    const { driver, id } = await endUnread();
    expect(await driver.endOAuthTokens(id, 1)).toMatchObject({ ...unread, oauth: { ended: 1, notAsked: 0 } });
  });

  it('are joined with why OAuth2 tokens could not be ended from it', async () => {
    const { core, driver, id } = await endUnread();
    core.fault = (call, perform) => {
      failAtTokens(call);
      return perform();
    };
    const { errors } = await driver.endOAuthTokens(id, 1);
    expect(errors.map(({ code }) => code)).toEqual(['core-error', 'feature-missing']);
  });

  it('are there still when the next attempt was stopped before it read a list again', async () => {
    const { core, driver, id } = await endUnreadAndActive();
    core.fault = (call, perform) => {
      if (call.name === 'identity') void driver.stop(id);
      return perform();
    };
    const { errors, outcome } = await driver.endRemaining(id);
    expect([outcome, ...errors.map(({ code }) => code)]).toEqual(['stopped', 'still-active', 'core-error']);
  });

  it('are on disk once, however often what is left is tried again', async () => {
    const { core, driver, id, keepActive } = await endUnreadAndActive();
    let hasBegun = false;
    core.fault = (call, perform) => {
      hasBegun ||= call.name === 'revokeHandles';
      if (hasBegun) failAtLists(call);
      return keepActive(call, perform);
    };
    for (let attempt = 0; attempt < 3; attempt += 1) {
      hasBegun = false;
      await driver.endRemaining(id);
    }
    const { facts } = await driver.store.read.documents({ id, names: ['facts'] });
    expect(facts).toMatchObject({ errors: [{ code: 'core-error' }], errorsBefore: [{ code: 'core-error' }] });
  });

  it('are those of the next attempt alone when that read everything again', async () => {
    const { core, driver, id, keepActive } = await endUnreadAndActive();
    core.fault = (call, perform) => keepActive(call, perform);
    const { errors } = await driver.endRemaining(id);
    expect(errors.map(({ code }) => code)).toEqual(['still-active']);
  });

  it('are there still when the console is killed while everything is read again', async () => {
    const { core, driver, folder, id } = await endUnread();
    const asKilled = temporaryFolder();
    core.fault = (_call, perform) => {
      if (!existsSync(join(asKilled, 'revocations')))
        cpSync(folder, asKilled, { recursive: true, filter: (path) => !path.includes('lock') });
      return perform();
    };
    expect(await driver.verifyAgain(id)).toMatchObject({ outcome: 'complete', errors: [] });
    const port = () => core.port;
    const again = await openRevocations({ core: port, dataDirectory: asKilled, closesWithTest: true });
    expect(await again.report(id)).toMatchObject(unread);
  });
});

describe('why OAuth2 tokens could not be ended', () => {
  it('is no reason any more when they are ended from the report', async () => {
    const { core, driver, everything } = await openWorld();
    core.fault = (call, perform) => {
      failAtTokens(call);
      return perform();
    };
    const { id, ...before } = await driver.end(everything, { oauthTokens: true });
    expect(before).toMatchObject(tokensOpen);
    core.fault = works;
    expect(await driver.endOAuthTokens(id, 1)).toMatchObject({ outcome: 'complete', errors: [] });
  });

  it('is no reason any more when they are ended with the sessions of a linked account', async () => {
    const { ada, core, driver, everything } = await openWorld();
    const [other = ''] = core.addUser({ email: 'other@alpha.example' });
    core.addSession(other);
    core.fault = (call, perform) => {
      failAtTokens(call);
      const answer = perform();
      if (call.name === 'revokeHandles') core.link(other, ada);
      return answer;
    };
    const { id, ...before } = await driver.end(everything, { oauthTokens: true });
    expect(before).toMatchObject({ ...tokensOpen, linkedSessions: { left: 1 } });
    core.fault = works;
    await driver.endUnplanned(id, 'linked', 1);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', errors: [] });
  });

  it('stays a reason when everything else was read again', async () => {
    const { core, driver, session } = await openWorld();
    core.fault = (call, perform) => {
      failAtTokens(call);
      if (call.name !== 'revokeHandles') return perform();
      core.sessions.delete(session);
      return [session];
    };
    const handles = [session, core.addSession('u')];
    const { id, ...before } = await driver.end({ type: 'handles', handles }, { oauthTokens: true });
    const reasons = {
      counts: { failed: 1 },
      errors: [{ code: 'still-active' }, { code: 'feature-missing' }],
    };
    expect(before).toMatchObject({ ...reasons, oauth: { unknown: 1 } });
    expect(await driver.verifyAgain(id)).toMatchObject({ ...reasons, oauth: { unknown: 1 } });
  });
});
