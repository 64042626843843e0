import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seededCases } from '../../../test/unit/support/full-run.ts';
import { Accounts, removeDrafts } from '../../../test/unit/support/planning/linked-accounts.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../test/unit/support/store/shared-store.ts';
import { failure } from '../../contract/failure.ts';

const accounts = 4;
/** The account of somebody whom nothing happens to: of its sessions one is ended at first, and one by the draft of gaps. */
const bystander = accounts;
const account = fc.nat({ max: accounts - 1 });
const event = fc.record({
  at: fc.nat({ max: 40 }),
  type: fc.constantFrom('link', 'sign-in'),
  of: account,
  other: account,
});

const by = fc.constantFrom('email', 'id', 'first', 'second');
const world = fc.record({
  excluded: fc.record({ of: account, by }),
  others: fc.array(fc.record({ of: account, by, unread: fc.boolean() }), { maxLength: 5 }),
  beforeRetry: fc.array(event, { maxLength: 3 }),
  /** Frozen once, and looked up again after that. */
  isFrozenBefore: fc.boolean(),
  beforeStart: fc.array(event, { maxLength: 2 }),
  whileRunning: fc.array(event, { maxLength: 3 }),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const shared = sharedStore();

function textOf({ firstOf, ids, secondOf }: Accounts, { by, of }: World['excluded']): string {
  if (by === 'email') return `user-${of}@alpha.example`;
  return (by === 'id' ? ids : by === 'first' ? firstOf : secondOf)[of] as string;
}

/** Calls that name one of these cannot be answered. */
function fail({ core }: Accounts, texts: readonly string[]): void {
  core.fault = ({ input }, perform) => {
    const asked = JSON.stringify(input ?? null);
    if (texts.some((text) => asked.includes(text))) throw failure('core-error');
    return perform();
  };
}

async function tryAgain(all: Accounts, driver: RevocationDriver, given: World): Promise<void> {
  const { beforeRetry, beforeStart, excluded, isFrozenBefore, others, whileRunning } = given;
  const { core } = all;
  const ofBystander = (one: 'first' | 'second', unread: boolean) => ({ of: bystander, by: one, unread });
  const lines = [
    { ...excluded, unread: false },
    ofBystander('first', false),
    ...others,
    ofBystander('second', true),
  ];
  const unread = lines.filter((line) => line.unread).map((line) => textOf(all, line));
  fail(all, unread);
  const { id } = await driver.planList(lines.map((line) => textOf(all, line)));
  // Where it was not read, it cannot be excluded.
  const isExcluded = await driver.exclude(id, [0]).then(
    () => true,
    () => false,
  );
  if (!isExcluded) return;
  await driver.freeze(id);
  const view = { id, view: null, offset: 0, limit: 1_000 };
  const left = (await driver.store.read.matches(view)).filter((match) => match.excluded);
  const isUser = excluded.by === 'email' || excluded.by === 'id';
  all.follow([]);
  await driver.start(id);
  await driver.finished(id);
  // What is excluded is a user with all accounts that were linked by then, or a session.
  const isOfExcluded = all.userOf.map((user) => isUser && user === all.userOf[excluded.of]);

  if (isFrozenBefore) fail(all, unread);
  else for (const one of beforeRetry) all.happen(one);
  const draft = await driver.tryAgain(id);
  if (isFrozenBefore) {
    await driver.freeze(draft.id).catch(() => null);
    all.follow([]);
    for (const one of beforeRetry) all.happen(one);
    // While nothing that is left can be answered, it is not read.
    if ((await driver.retry(draft.id).catch(() => null)) === null) return;
  }
  if ((await driver.freeze(draft.id).catch(() => null)) === null) return;
  for (const one of beforeStart) all.happen(one);
  const wasActive = new Set(core.sessions.keys());
  all.follow(whileRunning);
  await driver.start(draft.id);
  await driver.finished(draft.id);
  const ended = [...all.ownerOf].filter(
    ([handle]) => wasActive.has(handle) && !core.sessions.has(handle) && !all.endedByCore.has(handle),
  );
  const excludedHandles = new Set(left.map(({ handle }) => handle));
  expect(ended.filter(([handle, of]) => excludedHandles.has(handle) || isOfExcluded[of])).toEqual([]);
}

async function live(given: World): Promise<void> {
  const all = new Accounts(accounts + 1);
  const driver = await openRevocations({ core: () => all.core.port, ...shared.forDriver() });
  await tryAgain(all, driver, given);
  await driver.close();
  await removeDrafts(driver);
}

it('what was excluded from a list is not ended by a draft of its gaps, whoever is linked with whom since', {
  timeout: 600_000,
}, async () => {
  await fc.assert(fc.asyncProperty(world, live), {
    numRuns: seededCases({ full: 100, sample: 6 }),
  });
});
