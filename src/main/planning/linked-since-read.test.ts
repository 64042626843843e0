import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../test/unit/support/cores/fake-core.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../test/unit/support/store/shared-store.ts';
import { failure } from '../../contract/failure.ts';

const shared = sharedStore();
let core: FakeCore;
let driver: RevocationDriver;
let ada: string;
let bob: string;
let carl: string;

beforeEach(async () => {
  core = new FakeCore();
  driver = await openRevocations({ core: () => core.port, ...shared.forDriver() });
  [ada, bob, carl] = ['ada', 'bob', 'carl'].map(
    (name) => core.addUser({ email: `${name}@alpha.example` })[0],
  ) as [string, string, string];
  core.addSession(ada);
  core.addSession(bob);
});

/** A list of three users, of whom Carl could not be read. By the time when he can be read, all three are the user Ada. */
async function planUnlessRead(order: readonly string[]): Promise<string> {
  core.fault = ({ input }, perform) => {
    if (JSON.stringify(input).includes(carl)) throw failure('core-error');
    return perform();
  };
  const { id } = await driver.planList([...order, carl]);
  core.fault = (_call, perform) => perform();
  return id;
}

function linkAll(): void {
  core.link(ada, bob);
  core.link(ada, carl);
  core.addSession(carl);
}

describe('a user of a list who is linked with another user of the list, before a line is looked up again', () => {
  it.each([
    ['the user who stays the primary one', () => [ada, bob]],
    ['the other one', () => [bob, ada]],
  ])('has the new sessions of both ended, where the list has %s first', async (_, order) => {
    const id = await planUnlessRead(order());
    linkAll();
    await driver.retry(id);
    await driver.freeze(id);
    core.addSession(ada);
    core.addSession(bob);
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      watched: { users: 2 },
      newSessions: { ended: 2, left: 0 },
      linkedSessions: { left: 0 },
    });
    expect(core.sessions.size).toBe(0);
  });

  it('and was excluded before has the new sessions reported and not ended', async () => {
    const id = await planUnlessRead([ada, bob]);
    await driver.exclude(id, [1]);
    linkAll();
    await driver.retry(id);
    await driver.freeze(id);
    const ofBob = core.addSession(bob);
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete-with-gaps',
      newSessions: { ended: 0, left: 0 },
      linkedSessions: { ended: 0, left: 1 },
    });
    expect([...core.sessions.keys()]).toEqual([ofBob]);
  });
});
