import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seededCases } from '../../../test/unit/support/full-run.ts';
import { Accounts, removeDrafts } from '../../../test/unit/support/planning/linked-accounts.ts';
import {
  openRevocations,
  type RevocationDriver,
} from '../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../test/unit/support/store/shared-store.ts';
import { createTestClock } from '../../../test/unit/support/test-clock.ts';
import { isGone } from '../store/target-state.ts';

const accounts = 5;
/** The last account is that of somebody whom no line names. */
const account = fc.nat({ max: accounts - 1 });
const named = fc.nat({ max: accounts - 2 });

/** What happens to accounts, at so many calls. */
const event = fc.record({
  at: fc.nat({ max: 60 }),
  type: fc.constantFrom('link', 'map', 'sign-in', 'sign-in-outside'),
  of: account,
  other: account,
});

const world = fc.record({
  lines: fc.array(fc.record({ of: named, by: fc.constantFrom('email', 'id', 'handle') }), {
    minLength: 1,
    maxLength: 6,
  }),
  excluded: fc.option(fc.nat({ max: 5 })),
  whilePlanning: fc.array(event, { maxLength: 4 }),
  beforeStart: fc.array(event, { maxLength: 4 }),
  whileRunning: fc.array(event, { maxLength: 4 }),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const shared = sharedStore();

async function live(given: World): Promise<void> {
  const all = new Accounts(accounts);
  const clock = createTestClock('automatic');
  const driver = await openRevocations({ core: () => all.core.port, clock, ...shared.forDriver() });
  await carryOut(all, driver, given);
  await driver.close();
  await removeDrafts(driver);
}

async function carryOut(all: Accounts, driver: RevocationDriver, given: World): Promise<void> {
  const { beforeStart, excluded, lines, whilePlanning, whileRunning } = given;
  const { core } = all;
  const texts = lines.map(({ by, of }) =>
    by === 'email' ? `user-${of}@alpha.example` : by === 'id' ? all.ids[of] : all.firstOf[of],
  );
  all.follow(whilePlanning);
  // Where a link ended everything that the list names, there is nothing to freeze.
  const plan = await driver.planList(texts as string[]).catch(() => null);
  if (plan === null) return;
  const { id } = plan;
  core.fault = (_call, perform) => perform();
  const isExcluded =
    excluded !== null &&
    (await driver.exclude(id, [excluded]).then(
      () => true,
      () => false,
    ));
  // A line that repeats another one, or is not there, cannot be excluded.
  if (excluded !== null && (await driver.freeze(id).catch(() => null)) === null) return;
  const view = { id, view: null, offset: 0, limit: 1_000 };
  const left = (await driver.store.read.matches(view)).filter((match) => match.excluded);
  const usersOfPlan = new Set(lines.map(({ of }) => all.userOf[of]));
  const userAtFreeze = all.userOf;
  for (const one of beforeStart) all.happen(one);
  const atStart = [...core.sessions.keys()];
  all.follow(whileRunning);
  await driver.start(id);
  const report = await driver.finished(id);
  const rows = await driver.targets(id);
  const isActive = (handle: string) => core.sessions.has(handle);

  expect(rows.filter(({ handle, state }) => isGone(state) && isActive(handle))).toEqual([]);
  expect(left.filter(({ handle }) => !isActive(handle) && !all.endedByCore.has(handle))).toEqual([]);
  const ended = [...all.ownerOf].filter(([handle]) => !isActive(handle) && !all.endedByCore.has(handle));
  expect(ended.filter(([, of]) => !usersOfPlan.has(userAtFreeze[of]))).toEqual([]);
  const areLinked = rows.filter(({ linked, state }) => linked && !isGone(state));
  expect(report.linkedSessions.left).toBe(areLinked.length);
  if (!isExcluded) {
    const whole = new Set(lines.flatMap(({ by, of }) => (by === 'handle' ? [] : of)));
    // What begins during the run can begin behind the last list.
    expect(atStart.filter((handle) => whole.has(all.ownerOf.get(handle) ?? -1) && isActive(handle))).toEqual(
      [],
    );
  }
}

/** The list of one user finds a session that begins behind the list of the other one. */
const linkedBeforeStart: World = {
  lines: [
    { of: 0, by: 'email' },
    { of: 1, by: 'email' },
  ],
  excluded: null,
  whilePlanning: [],
  beforeStart: [{ at: 0, type: 'link', of: 1, other: 0 }],
  whileRunning: [{ at: 10, type: 'sign-in', of: 1, other: 0 }],
};

it('a list orders what its lines name, whoever is linked with whom while it is planned and carried out', {
  timeout: 600_000,
}, async () => {
  await fc.assert(fc.asyncProperty(world, live), {
    numRuns: seededCases({ full: 300, sample: 12 }),
    examples: [[linkedBeforeStart]],
  });
});
