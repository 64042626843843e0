import { describe, expect, it, type TestContext } from 'vitest';
import type { CorePort } from '../../../src/main/core/protocol.ts';
import {
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../unit/support/revocations/revocation-driver.ts';
import { coreUnderTest, licensed } from '../support/core-under-test.ts';

const core = coreUnderTest();

async function alive(...ids: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(ids.map((userId) => core.port.sessionHandles({ userId, tenantId: null })));
  return lists.flat().sort();
}

/** A driver over the core in which something happens just after each batch, with its number from 1. */
async function openBetweenBatches(happens: (batch: number) => Promise<void>): Promise<RevocationDriver> {
  let batches = 0;
  const port: CorePort = {
    ...core.port,
    revokeHandles: async (input) => {
      const answer = await core.port.revokeHandles(input);
      batches += 1;
      await happens(batches);
      return answer;
    },
  };
  return openRevocations({ core: () => port, dataDirectory: temporaryFolder(), closesWithTest: true });
}

/** The same once, just after the first batch. */
function openMeanwhile(meanwhile: () => Promise<void>): Promise<RevocationDriver> {
  return openBetweenBatches(async (batch) => {
    if (batch === 1) await meanwhile();
  });
}

const everythingOf = (userId: string) => ({ type: 'user', userId, tenantId: null }) as const;

/** Two accounts with a session each, of which the first can be linked with. */
async function twoAccounts(context: TestContext, number: number) {
  const { make } = core;
  const ada = await make.emailUser(`ada-${number}`);
  const other = await make.emailUser(`other-${number}`);
  await licensed(context, () => make.makePrimary(ada.id));
  await make.session({ userId: ada.id });
  await make.session({ userId: other.id });
  return { ada, other };
}

describe('an account that is linked during a run', () => {
  it('leaves the sessions under both of its ids, until the operator orders their end', async (context) => {
    const { make } = core;
    const [ada, other] = [await make.emailUser('ada-1'), await make.emailUser('other-1')];
    await make.session({ userId: ada.id });
    const internal = await make.session({ userId: other.id });
    const external = await make.map(other.id, 'other-1-ext');
    const outer = await make.session({ userId: external });
    await licensed(context, () => make.makePrimary(external));
    const driver = await openMeanwhile(() => make.link(ada.id, external));
    const report = await driver.end(everythingOf(ada.id));
    expect(report).toMatchObject({
      outcome: 'complete-with-gaps',
      counts: { revoked: 1 },
      newSessions: { ended: 0, left: 0 },
      linkedSessions: { ended: 0, left: 2 },
    });
    expect(await alive(other.id, external)).toEqual([internal.handle, outer.handle].sort());
    await driver.endUnplanned(report.id, 'linked', 2);
    expect(await driver.finished(report.id)).toMatchObject({
      outcome: 'complete',
      linkedSessions: { ended: 2, left: 0 },
    });
    expect(await alive(ada.id, other.id, external)).toEqual([]);
  });

  it('leaves what the link left of its sessions where the user is the primary one', async (context) => {
    const { make } = core;
    const { ada, other } = await twoAccounts(context, 2);
    const external = await make.map(other.id, 'other-2-ext');
    await make.session({ userId: external });
    const driver = await openMeanwhile(() => make.link(external, ada.id));
    const report = await driver.end(everythingOf(ada.id));
    const left = await alive(other.id, external);
    expect(report).toMatchObject({ counts: { revoked: 1 }, newSessions: { ended: 0, left: 0 } });
    expect(report.linkedSessions).toEqual({ ended: 0, left: left.length, unknown: 0 });
    const told = await driver.targets(report.id, { show: 'linked-sessions' });
    expect(told.map(({ handle }) => handle).sort()).toEqual(left);
    expect(await alive(ada.id)).toEqual([]);
  });
});

describe('an account that is linked, and gets an external id', () => {
  it('keeps what begins under it where its sessions were excluded', async (context) => {
    const { make } = core;
    const { ada, other } = await twoAccounts(context, 5);
    let external = '';
    const began: string[] = [];
    const driver = await openBetweenBatches(async (batch) => {
      if (batch > 2) return;
      if (batch === 1) {
        await make.link(other.id, ada.id);
        external = await make.map(other.id, 'other-5-ext');
      }
      // The pass that follows lists what is under the id, the one behind it what began since.
      await make.session({ userId: ada.id });
      began.push((await make.session({ userId: external })).handle);
    });
    const draft = await driver.planList([ada.email, other.email]);
    const rows = await driver.rows(draft.id);
    const row = rows.find((one) => 'text' in one && one.text === other.email);
    await driver.exclude(draft.id, [row?.row ?? -1]);
    const { id } = await driver.freeze(draft.id);
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete-with-gaps',
      newSessions: { ended: 2, left: 0 },
      linkedSessions: { ended: 0, left: 2 },
    });
    expect(await alive(ada.id, other.id, external)).toEqual(began.sort());
  });

  it('keeps nothing where everything of both was ordered before', async (context) => {
    const { make } = core;
    const { ada, other } = await twoAccounts(context, 6);
    const driver = await openBetweenBatches(async () => undefined);
    const { id } = await driver.planList([ada.email, other.email]);
    await make.link(other.id, ada.id);
    const external = await make.map(other.id, 'other-6-ext');
    await make.session({ userId: external });
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
      linkedSessions: { ended: 0, left: 0 },
    });
    expect(await alive(ada.id, other.id, external)).toEqual([]);
  });
});

describe('an external id during a run', () => {
  it('that is given is of the same user: what begins under it is ended', async () => {
    const { make } = core;
    const { id } = await make.emailUser('ada-3');
    await make.session({ userId: id });
    let external = '';
    const driver = await openMeanwhile(async () => {
      external = await make.map(id, 'ada-3-ext');
      await make.session({ userId: external });
    });
    expect(await driver.end(everythingOf(id))).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
      linkedSessions: { ended: 0, left: 0 },
    });
    expect(await alive(id, external)).toEqual([]);
  });

  it('that is removed is still asked: nothing under it is left', async () => {
    const { make } = core;
    const { id } = await make.emailUser('ada-4');
    const external = await make.map(id, 'ada-4-ext');
    await make.session({ userId: external });
    const driver = await openMeanwhile(async () => {
      const body = { userId: external, userIdType: 'EXTERNAL', force: true };
      await core.cdi({ method: 'POST', path: '/recipe/userid/map/remove', body });
      await make.session({ userId: external });
    });
    expect(await driver.end(everythingOf(external))).toMatchObject({
      outcome: 'complete',
      newSessions: { ended: 1, left: 0 },
      linkedSessions: { ended: 0, left: 0 },
    });
    expect(await alive(id, external)).toEqual([]);
  });
});
