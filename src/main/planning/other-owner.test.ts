import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../test/unit/support/cores/fake-core.ts';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../test/unit/support/store/shared-store.ts';
import type { Rule } from '../../contract/domain/rule.ts';

const shared = sharedStore();
/** True of every session, but only once its details are read. */
const afterReading: Rule = { field: 'created', when: 'after', at: 0 };

let core: FakeCore;
let driver: RevocationDriver;
let ada: string;
let own: string;
/** Listed under the id of Ada. Its own details name Eve. */
let ofEve: string;

beforeEach(async () => {
  core = new FakeCore();
  driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
  ada = core.addUser({ email: 'ada@alpha.example' })[0] as string;
  const [eve = ''] = core.addUser({ email: 'eve@alpha.example' });
  own = core.addSession(ada);
  ofEve = core.addSession(ada, 'public', { userId: eve, recipeUserId: eve });
});

describe('a session whose details name another owner than the user under whom it is listed', () => {
  it('is not selected by a rule, and is a gap of its report', async () => {
    const plan = await driver.planRule(afterReading);
    expect(plan).toMatchObject({ targets: 1, coverage: { 'unread-sessions': 1 } });
    await driver.start(plan.id);
    expect(await driver.finished(plan.id)).toMatchObject({
      outcome: 'complete-with-gaps',
      newSessions: { ended: 0, left: 0 },
    });
    expect([...core.sessions.keys()]).toEqual([ofEve]);
    expect((await driver.gaps(plan.id)).rows).toMatchObject([{ type: 'session', handle: ofEve }]);
  });

  it('makes the line of this user in a list one that could not be looked up, which says why', async () => {
    const bob = core.addUser({ email: 'bob@alpha.example' })[0] as string;
    const other = core.addSession(bob);
    const plan = await driver.planList(['ada@alpha.example', 'bob@alpha.example']);
    expect(plan).toMatchObject({ targets: 1, coverage: { 'unread-lines': 1 } });
    await driver.start(plan.id);
    await driver.finished(plan.id);
    expect(core.sessions.has(other)).toBe(false);
    expect([...core.sessions.keys()]).toEqual([own, ofEve]);
    expect((await driver.gaps(plan.id)).rows).toMatchObject([
      { type: 'line', why: { error: { reason: 'session-of-other-user' } } },
    ]);
  });

  it('ends the question about all sessions of this user, and nothing is ended', async () => {
    const plan = driver.plan({ type: 'user', userId: ada, tenantId: null });
    expect(await errorOf(plan)).toMatchObject({ code: 'core-error', reason: 'session-of-other-user' });
    expect([...core.sessions.keys()]).toEqual([own, ofEve]);
  });
});

describe('a session of a user whose account was linked with another one since the user was read', () => {
  it('is selected: its login method is one of the user, whoever the primary user is by now', async () => {
    core.sessions.clear();
    const linked = core.addSession(ada, 'public', { userId: 'primary of Ada and Eve' });
    expect(await driver.plan({ type: 'user', userId: ada, tenantId: null })).toMatchObject({ targets: 1 });
    expect(await driver.planList(['ada@alpha.example'])).toMatchObject({
      targets: 1,
      coverage: { 'unread-lines': 0 },
    });
    const plan = await driver.planRule(afterReading);
    expect(plan).toMatchObject({ targets: 1, coverage: { 'unread-sessions': 0 } });
    await driver.start(plan.id);
    await driver.finished(plan.id);
    expect(core.sessions.has(linked)).toBe(false);
  });
});

describe('sessions under other ids of the same user', () => {
  it('are those of the user: linked accounts and external ids are one user', async () => {
    core.sessions.clear();
    const [first = '', second = ''] = core.addUser(
      { email: 'carl@alpha.example', external: 'carl-1' },
      { phoneNumber: '+15550100' },
    );
    for (const id of [first, 'carl-1', second]) core.addSession(id);
    expect(await driver.planRule(afterReading)).toMatchObject({
      targets: 3,
      coverage: { 'unread-sessions': 0 },
    });
    expect(await driver.planList(['carl@alpha.example'])).toMatchObject({ targets: 3 });
    expect(await driver.plan({ type: 'user', userId: 'carl-1', tenantId: null })).toMatchObject({
      targets: 3,
    });
  });
});
