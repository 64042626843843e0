import fc from 'fast-check';
import { expect, test } from 'vitest';
import { identitiesOf, openList } from '../../../../test/unit/store/support/lists.ts';
import { storedAndCounted } from '../../../../test/unit/store/support/recount.ts';
import { runOperation, runSteps } from '../../../../test/unit/store/support/revocations.ts';
import { thrownError } from '../../../../test/unit/support/rejection.ts';
import { tableQueries } from '../queries/queries.ts';
import { tableOperations } from './operations.ts';

const userIds = ['a', 'b', 'c', 'd'];
const sessionsOf = (userId: string) => [`${userId}1`, `${userId}2`];

const line = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .subarray(userIds, { minLength: 2 })
      .map((candidates) => ({ type: 'ambiguous' as const, candidates })),
  },
  fc
    .constantFrom(...userIds)
    .map((userId) => ({ type: 'user' as const, userId, sessions: sessionsOf(userId) })),
  fc.constantFrom(...userIds).map((userId) => ({ type: 'session' as const, userId, handle: `${userId}1` })),
);

type List = ReturnType<typeof openList>;

function chosenUser(userId: string) {
  const sessions = sessionsOf(userId).map((handle) => ({ handle, createdAt: 1 }));
  return { userId, name: userId, identities: identitiesOf(userId), own: false, sessions };
}

function shown({ file, included, rev }: List) {
  const lines = tableQueries.lines(file, rev, { type: 'offset', offset: 0, limit: 100 });
  return {
    included: included(),
    lines: lines.map(({ chosen, sessions }) => ({ chosen: [...chosen].sort(), sessions })),
  };
}

function settledList(lines: readonly (typeof line extends fc.Arbitrary<infer L> ? L : never)[]): List {
  const list = openList(lines.length);
  for (const [at, one] of lines.entries()) list.resolve(at + 1, one);
  list.settle();
  return list;
}

/** Users are read with the first line that needs them. */
function inBatches(choices: readonly { readonly line: number; readonly userIds: readonly string[] }[]) {
  const known = new Set<string>();
  return choices.map((choice) => {
    const fresh = choice.userIds.filter((userId) => !known.has(userId));
    for (const userId of fresh) known.add(userId);
    return { lines: [choice], users: fresh.map(chosenUser) };
  });
}

test('choices on many lines are the same as choices on one line after the other, also when they are cut off', () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(15), { minLength: 8, maxLength: 8 }),
      fc.nat(6),
      (lines, picks, steps) => {
        const [one, many, cut] = [settledList(lines), settledList(lines), settledList(lines)];
        const choices = tableQueries
          .ambiguousLines(one.file, one.rev, { after: 0, limit: 100 })
          .map(({ candidates, id }) => ({
            line: id,
            userIds: candidates
              .map(({ userId }) => userId)
              .filter((_, at) => ((picks[id - 1] ?? 0) >> at) % 2 === 1),
          }));
        for (const { line: id, userIds: chosen } of choices)
          one.choose(id, ...chosen.map((userId) => ({ userId, sessions: sessionsOf(userId) })));
        for (const list of [many, cut]) {
          for (const batch of inBatches(choices))
            runOperation(
              list.file,
              tableOperations.chooseForLines(list.file, list.rev, { ...batch, apply: false }),
            );
          const last = () =>
            tableOperations.chooseForLines(list.file, list.rev, { lines: [], users: [], apply: true });
          if (list === many) runOperation(list.file, last());
          else {
            runSteps(list.file, last(), steps);
            // Freezing goes on where it was cut off.
            runOperation(list.file, tableOperations.freeze(list.file, list.rev, {}));
          }
        }
        expect(shown(many)).toEqual(shown(one));
        expect(shown(cut).included).toEqual(shown(one).included);
        for (const { file, rev } of [many, cut]) {
          const { counted, stored } = storedAndCounted(file, rev);
          expect(stored).toEqual(counted);
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('a line that is not ambiguous is passed over, and nobody else can be chosen than those whom a line can mean', () => {
  const list = settledList([
    { type: 'user', userId: 'a', sessions: ['a1'] },
    { type: 'ambiguous', candidates: ['b', 'c'] },
  ]);
  const choose = (id: number, userId: string) =>
    runOperation(
      list.file,
      tableOperations.chooseForLines(list.file, list.rev, {
        lines: [{ line: id, userIds: [userId] }],
        users: [chosenUser(userId)],
        apply: true,
      }),
    );
  choose(1, 'b');
  expect(list.included()).toEqual(['a1']);
  expect(thrownError(() => choose(2, 'd'))).toMatchObject({ reason: 'choice-not-offered' });
  choose(2, 'b');
  expect(list.included()).toEqual(['a1', 'b1', 'b2']);
});
