import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../test/unit/support/cores/fake-core.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../test/unit/support/revocations/revocation-driver.ts';
import { changeFile } from '../../../test/unit/support/store/faults/damage-file.ts';
import { sharedStore } from '../../../test/unit/support/store/shared-store.ts';
import { failure } from '../../contract/failure.ts';

const shared = sharedStore();
let core: FakeCore;
let driver: RevocationDriver;
let own: string[];

beforeEach(async () => {
  core = new FakeCore();
  own = [];
  driver = await openRevocations({
    core: () => core.port,
    ownUserIds: () => own,
    ...shared.forDriver(),
  });
});

const addUser = (name: string) => core.addUser({ email: mail(name) })[0] as string;
const mail = (name: string) => `${name}@alpha.example`;

/** Calls that name one of these cannot be answered. */
function fail(...names: readonly string[]): void {
  core.fault = ({ input }, perform) => {
    if (names.some((name) => JSON.stringify(input ?? null).includes(name))) throw failure('core-error');
    return perform();
  };
}

function heal(): void {
  core.fault = (_call, perform) => perform();
}

/** Excludes rows of a draft, counted from 0, and runs the rest of it. */
async function runWithout(draftId: string, rows: 'own' | number[]): Promise<void> {
  await driver.exclude(draftId, rows);
  await driver.freeze(draftId);
  await driver.start(draftId);
  await driver.finished(draftId);
}

async function run(draftId: string): Promise<void> {
  await driver.freeze(draftId);
  await driver.start(draftId);
  await driver.finished(draftId);
}

const alive = (...handles: readonly string[]) => handles.map((handle) => core.sessions.has(handle));

async function excludedRows(draftId: string): Promise<boolean[]> {
  return (await driver.rows(draftId)).map(({ excluded }) => excluded);
}

describe('what was excluded from a list starts excluded when its gaps are tried again', () => {
  it('as a session, which a line that is read now has with others of its user', async () => {
    const ada = addUser('ada');
    const [excluded, other] = [core.addSession(ada), core.addSession(ada)];
    const ofBob = core.addSession(addUser('bob'));
    fail(mail('ada'));
    const { id } = await driver.planList([excluded, ofBob, mail('ada')]);
    heal();
    await runWithout(id, [0]);
    const draft = await driver.tryAgain(id);
    expect(draft.totals).toMatchObject({
      ...{ sessions: 2, excluded: 1 },
      excludedBefore: { sessions: 1, users: 0 },
    });
    const plan = await driver.freeze(draft.id);
    expect(plan).toMatchObject({ targets: 1, excluded: 1, wholeUsers: 0 });
    await driver.start(draft.id);
    await driver.finished(draft.id);
    expect(alive(excluded, other)).toEqual([true, false]);
  });

  it('as a user, whose other session a line names, and is ended when the operator includes the line', async () => {
    const ada = addUser('ada');
    const [first, second] = [core.addSession(ada), core.addSession(ada)];
    const ofBob = core.addSession(addUser('bob'));
    fail(second);
    const { id } = await driver.planList([mail('ada'), ofBob, second]);
    await driver.exclude(id, [0]);
    heal();
    await run(id);
    const draft = await driver.tryAgain(id);
    expect(draft.totals.excludedBefore).toEqual({ sessions: 2, users: 1 });
    expect(await excludedRows(draft.id)).toEqual([true]);
    await expect(driver.freeze(draft.id)).rejects.toMatchObject({
      error: { reason: 'list-selects-nothing' },
    });
    await driver.include(draft.id, [0]);
    expect(await driver.freeze(draft.id)).toMatchObject({ targets: 1, excluded: 0 });
    await driver.start(draft.id);
    await driver.finished(draft.id);
    expect(alive(first, second)).toEqual([true, false]);
  });

  it('as a user who is linked with the user of a line since, and all of both is ended when the operator includes the line', async () => {
    const [ada, bob] = [addUser('ada'), addUser('bob')];
    const ofAda = core.addSession(ada);
    const ofCy = core.addSession(addUser('cy'));
    fail(mail('bob'));
    const { id } = await driver.planList([mail('ada'), ofCy, mail('bob')]);
    heal();
    await runWithout(id, [0]);
    core.link(bob, ada);
    const since = [core.addSession(ada), core.addSession(bob)];
    const draft = await driver.tryAgain(id);
    expect(await excludedRows(draft.id)).toEqual([true]);
    expect(draft.totals).toMatchObject({ sessions: 2, excluded: 2 });
    await driver.include(draft.id, [0]);
    expect(await driver.freeze(draft.id)).toMatchObject({ targets: 2, wholeUsers: 1 });
    await driver.start(draft.id);
    await driver.finished(draft.id);
    expect(alive(ofAda, ...since)).toEqual([false, false, false]);
  });

  it('also when the user of a line is linked with an excluded one after the draft was frozen, and the line is looked up again', async () => {
    const [ada, bob] = [addUser('ada'), addUser('bob')];
    core.addSession(ada);
    const [ofCy, ofDan] = [core.addSession(addUser('cy')), core.addSession(addUser('dan'))];
    fail(mail('bob'), ofDan);
    const { id } = await driver.planList([mail('ada'), ofCy, mail('bob'), ofDan]);
    await runWithout(id, [0]);
    fail(mail('bob'));
    const draft = await driver.tryAgain(id);
    expect(await driver.freeze(draft.id)).toMatchObject({ targets: 1 });
    heal();
    core.link(bob, ada);
    const since = [core.addSession(ada), core.addSession(bob)];
    await driver.retry(draft.id);
    expect(await excludedRows(draft.id)).toEqual([true, false]);
    await run(draft.id);
    expect(alive(ofDan, ...since)).toEqual([false, true, true]);
  });

  it("as one of the operator's own users", async () => {
    const me = addUser('me');
    own = [me];
    const mine = core.addSession(me);
    const second = core.addSession(me);
    const ofBob = core.addSession(addUser('bob'));
    fail(second);
    const { id } = await driver.planList([mine, ofBob, second]);
    heal();
    await runWithout(id, 'own');
    const draft = await driver.tryAgain(id);
    expect(await excludedRows(draft.id)).toEqual([true]);
    expect(draft.totals).toMatchObject({ sessions: 1, excluded: 1, own: 1 });
  });

  it('also when the gaps of that draft are tried again', async () => {
    const ada = addUser('ada');
    const [excluded, other] = [core.addSession(ada), core.addSession(ada)];
    const [ofBob, ofCy] = [core.addSession(addUser('bob')), core.addSession(addUser('cy'))];
    fail(mail('ada'), ofCy);
    const first = await driver.planList([excluded, ofBob, mail('ada'), ofCy]);
    await driver.exclude(first.id, [0]);
    fail(mail('ada'));
    await run(first.id);
    const second = await driver.tryAgain(first.id);
    expect(second.totals).toMatchObject({ sessions: 1, excluded: 0 });
    await run(second.id);
    heal();
    const third = await driver.tryAgain(second.id);
    expect(third.totals).toMatchObject({ sessions: 2, excluded: 1, excludedBefore: { sessions: 1 } });
    await run(third.id);
    expect(alive(excluded, other, ofCy)).toEqual([true, false, false]);
  });
});

describe('what was excluded from a rule starts excluded when its gaps are tried again', () => {
  /** A session of Ada was excluded. Bob could not be read then, and is an account of Ada by now, with a session of his own. */
  async function tryLinkedAgain() {
    const [ada, bob] = [addUser('ada'), addUser('bob')];
    const [excluded, other] = [core.addSession(ada), core.addSession(ada)];
    fail(bob);
    const { id } = await driver.planRule({ all: [] });
    const row = (await driver.rows(id)).findIndex((match) => 'handle' in match && match.handle === excluded);
    await runWithout(id, [row]);
    expect(alive(excluded, other)).toEqual([true, false]);
    heal();
    core.link(ada, bob);
    const since = core.addSession(bob);
    return { excluded, since, draft: await driver.tryAgain(id) };
  }

  it('as a session of a user who is linked since with one that could not be read', async () => {
    const { draft, excluded, since } = await tryLinkedAgain();
    expect(draft.totals).toMatchObject({ sessions: 2, excluded: 1, excludedBefore: { sessions: 1 } });
    // Everything of a user would be ended by the id of the user.
    expect(await driver.freeze(draft.id)).toMatchObject({ targets: 1, wholeUsers: 0 });
    await driver.start(draft.id);
    await driver.finished(draft.id);
    expect(alive(excluded, since)).toEqual([true, false]);
  });

  it('and everything of the user is ordered when the operator includes all of it', async () => {
    const { draft } = await tryLinkedAgain();
    const rows = (await driver.rows(draft.id)).filter((match) => match.excluded);
    await driver.include(
      draft.id,
      rows.map(({ row }) => row),
    );
    expect(await driver.freeze(draft.id)).toMatchObject({ targets: 2, excluded: 0, wholeUsers: 1 });
  });
});

it.each([
  ['session', 'UPDATE target SET role = 0 WHERE role = 2'],
  ['user', 'UPDATE user SET flags = flags & ~4 WHERE flags & 4 <> 0'],
])('a revocation whose excluded %s is damaged on disk is not tried again', async (_, damage) => {
  const excluded = core.addSession(addUser('ada'));
  const ofBob = core.addSession(addUser('bob'));
  const { id } = await driver.planList([mail('ada'), ofBob, 'nobody']);
  await runWithout(id, [0]);
  await driver.store.write.rest({ id });
  changeFile(join(driver.dataDirectory, 'revocations', `${id}.db`), damage);
  await expect(driver.tryAgain(id)).rejects.toMatchObject({
    error: { code: 'store-damaged', reason: 'gap-exclusion-damaged' },
  });
  expect(alive(excluded)).toEqual([true]);
});
