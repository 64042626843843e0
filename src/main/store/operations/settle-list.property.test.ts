import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resultOf } from '../../../../test/unit/store/support/lists.ts';
import { storedAndCounted } from '../../../../test/unit/store/support/recount.ts';
import {
  addRevocation,
  openTestFile,
  runOperation,
  runSteps,
} from '../../../../test/unit/store/support/revocations.ts';
import type { Change } from '../changes.ts';
import { applyChanges } from '../edits/revocations.ts';
import { transaction } from '../files/transaction.ts';
import { tableQueries } from '../queries/queries.ts';
import { tableOperations } from './operations.ts';

/** Sessions by user: `a1`, `a2`, … of `a`. */
const userIds = ['a', 'b', 'c'];
const ownerOf = (handle: string) => handle.slice(0, 1);
const sessionsOf = (userId: string) => [1, 2, 3].map((n) => `${userId}${n}`);

type Line =
  | { readonly type: 'session'; readonly handle: string }
  | { readonly type: 'user'; readonly userId: string; readonly sessions: readonly string[] }
  | { readonly type: 'ambiguous'; readonly candidates: readonly string[]; readonly chosen: readonly string[] }
  | { readonly type: 'unknown' };

const user = fc.constantFrom(...userIds);
const line: fc.Arbitrary<Line> = fc.oneof(
  user.chain((userId) =>
    fc.constantFrom(...sessionsOf(userId)).map((handle) => ({ type: 'session' as const, handle })),
  ),
  // A later look-up can show other sessions of the same user.
  user.chain((userId) =>
    fc.subarray(sessionsOf(userId)).map((sessions) => ({ type: 'user' as const, userId, sessions })),
  ),
  fc
    .subarray(userIds, { minLength: 2 })
    .chain((candidates) =>
      fc.subarray(candidates).map((chosen) => ({ type: 'ambiguous' as const, candidates, chosen })),
    ),
  fc.constant({ type: 'unknown' as const }),
);

/** How lines and sessions belong together, told in the plainest way. */
function expected(lines: readonly Line[]) {
  const firstOfUser = new Map<string, number>();
  const firstOfKey = new Map<string, number>();
  lines.forEach((one, at) => {
    if (one.type === 'user' && !firstOfUser.has(one.userId)) firstOfUser.set(one.userId, at);
    const key = one.type === 'ambiguous' ? one.candidates.join() : null;
    if (key !== null && !firstOfKey.has(key)) firstOfKey.set(key, at);
  });
  const owner = new Map<string, number>();
  const claim = (handle: string, at: number) => owner.set(handle, Math.min(at, owner.get(handle) ?? at));
  lines.forEach((one, at) => {
    // Whoever selects a user selects all sessions of the user.
    const handles = one.type === 'session' ? [one.handle] : one.type === 'user' ? one.sessions : [];
    for (const handle of handles) claim(handle, Math.min(at, firstOfUser.get(ownerOf(handle)) ?? at));
  });
  const duplicateOf = lines.map((one, at) => {
    const first =
      one.type === 'session'
        ? owner.get(one.handle)
        : one.type === 'user'
          ? firstOfUser.get(one.userId)
          : one.type === 'ambiguous'
            ? firstOfKey.get(one.candidates.join())
            : at;
    return first === undefined || first === at ? null : first + 1;
  });
  lines.forEach((one, at) => {
    if (one.type !== 'ambiguous' || duplicateOf[at] !== null) return;
    for (const userId of one.chosen)
      for (const handle of sessionsOf(userId))
        if (!owner.has(handle)) owner.set(handle, firstOfUser.get(userId) ?? at);
  });
  const sessions = lines.map((_, at) => [...owner.values()].filter((of) => of === at).length);
  return {
    owner: Object.fromEntries([...owner].map(([handle, at]) => [handle, at + 1])),
    duplicateOf,
    sessions,
  };
}

function openList(count: number) {
  const file = openTestFile();
  // Another one in the same file must not be touched.
  const other = addRevocation(file, { id: 'other', isList: true, size: 'small' });
  const rev = addRevocation(file, { isList: true });
  const commit = (...changes: Change[]) =>
    transaction(file, () => {
      applyChanges(file, rev, ...changes);
    });
  for (const of of [other, rev])
    transaction(file, () =>
      applyChanges(file, of, {
        type: 'add-lines',
        lines: Array.from({ length: count }, (_, at) => ({
          number: at + 1,
          text: `line ${at + 1}`,
          kind: 'user-id' as const,
          result: { type: 'open' as const },
        })),
      }),
    );
  return { commit, file, rev, other };
}

type List = ReturnType<typeof openList>;

function resolve({ commit }: List, id: number, one: Line): void {
  const kind = 'user-id' as const;
  const result = resultOf(one.type === 'session' ? { ...one, userId: ownerOf(one.handle) } : one);
  const handles = one.type === 'session' ? [one.handle] : one.type === 'user' ? one.sessions : [];
  const matches = handles.map((handle) => ({
    handle,
    userId: ownerOf(handle),
    createdAt: 5,
    expiry: null,
    ip: null,
    userAgent: null,
    line: id,
  }));
  if (one.type === 'user')
    commit({
      type: 'add-users',
      users: [{ userId: one.userId, name: null, identities: null, whole: true, own: false }],
    });
  commit({ type: 'add-matches', matches }, { type: 'resolve-lines', lines: [{ id, kind, result }] });
}

function choose({ file, rev }: List, id: number, chosen: readonly string[]): void {
  const users = chosen.map((userId) => ({
    userId,
    name: userId,
    identities: [{ id: userId, kind: 'only' as const, recipeUserId: userId }],
    own: false,
    sessions: sessionsOf(userId).map((handle) => ({ handle, createdAt: 5 })),
  }));
  runOperation(file, tableOperations.chooseUsers(file, rev, { line: id, users }));
}

function actual({ file, rev }: List) {
  const lines = tableQueries.lines(file, rev, { type: 'offset', offset: 0, limit: 100 });
  const rows = file.db.prepare('SELECT handle, line FROM target WHERE rev = ?').all(rev);
  expect(lines.every(({ damaged }) => !damaged)).toBe(true);
  return {
    owner: Object.fromEntries(rows.map((row) => [String(row.handle), Number(row.line) % 2 ** 32])),
    duplicateOf: lines.map(({ duplicateOf }) => duplicateOf?.id ?? null),
    sessions: lines.map(({ sessions }) => sessions),
  };
}

function expectSame(list: List, lines: readonly Line[]): void {
  expect(actual(list)).toEqual(expected(lines));
  const { counted, stored } = storedAndCounted(list.file, list.rev);
  expect(stored).toEqual(counted);
}

/** A line that is looked up late gets what was chosen on the first line that can mean the same users. */
function withChoice(line: Extract<Line, { type: 'ambiguous' }>, others: readonly Line[]): Line {
  const same = others.find(
    (other) => other.type === 'ambiguous' && other.candidates.join() === line.candidates.join(),
  );
  return { ...line, chosen: same?.type === 'ambiguous' ? same.chosen : [] };
}

const someLines = fc.array(line, { minLength: 1, maxLength: 9 });

test('a session or a user stays with the earliest line of a list, in whatever order lines are looked up', () => {
  fc.assert(
    fc.property(someLines, fc.array(fc.nat(), { maxLength: 9 }), (lines, keys) => {
      const list = openList(lines.length);
      const order = lines.map((_, at) => at).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
      for (const at of order) resolve(list, at + 1, lines[at] as Line);
      runOperation(list.file, tableOperations.settleList(list.file, list.rev, {}));
      const chosen = lines.map((one) => (one.type === 'ambiguous' ? { ...one, chosen: [] } : one));
      expectSame(list, chosen);
      const { duplicateOf } = expected(lines);
      for (const at of order) {
        const one = lines[at];
        if (one?.type !== 'ambiguous' || duplicateOf[at] !== null) continue;
        // Another choice takes the place of the first one. What a line selects for good stays.
        const isSelected = (userId: string) =>
          lines.some((other) => other.type === 'user' && other.userId === userId);
        choose(list, at + 1, [
          ...new Set([...one.candidates.filter((id) => !isSelected(id)), ...one.chosen]),
        ]);
        choose(list, at + 1, one.chosen);
      }
      expectSame(list, lines);
    }),
    { numRuns: 100 },
  );
});

test('a list that was settled before its end, even when that was cut off, has the same result', () => {
  const cut = fc.record({ at: fc.nat(9), steps: fc.nat(40) });
  fc.assert(
    fc.property(someLines, fc.array(cut, { maxLength: 3 }), fc.array(fc.nat()), (lines, cuts, keys) => {
      const list = openList(lines.length);
      const order = lines.map((_, at) => at).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
      order.forEach((at, step) => {
        resolve(list, at + 1, lines[at] as Line);
        for (const { steps } of cuts.filter((one) => one.at === step))
          runSteps(list.file, tableOperations.settleList(list.file, list.rev, {}), steps);
      });
      runOperation(list.file, tableOperations.settleList(list.file, list.rev, {}));
      const open = lines.map((one) => (one.type === 'ambiguous' ? { ...one, chosen: [] } : one));
      expectSame(list, open);
      runOperation(list.file, tableOperations.settleList(list.file, list.rev, {}));
      expectSame(list, open);
    }),
    { numRuns: 100 },
  );
});

test('a session that was chosen on an ambiguous line moves to a line that selects it and is looked up later', () => {
  fc.assert(
    fc.property(someLines, fc.nat(9), fc.nat(30), (lines, resolvedLast, steps) => {
      const list = openList(lines.length);
      lines.forEach((one, at) => {
        if (at !== resolvedLast) resolve(list, at + 1, one);
      });
      runOperation(list.file, tableOperations.settleList(list.file, list.rev, {}));
      const before = lines.map((one, at): Line => (at === resolvedLast ? { type: 'unknown' } : one));
      const { duplicateOf } = expected(before);
      const chosen = before.map((one, at): Line => {
        if (one.type !== 'ambiguous') return one;
        if (duplicateOf[at] !== null) return { ...one, chosen: [] };
        choose(list, at + 1, one.chosen);
        return one;
      });
      const last = lines[resolvedLast];
      if (last === undefined) return;
      chosen[resolvedLast] = last.type === 'ambiguous' ? withChoice(last, chosen) : last;
      resolve(list, resolvedLast + 1, last);
      runSteps(list.file, tableOperations.settleList(list.file, list.rev, {}), steps);
      runOperation(list.file, tableOperations.settleList(list.file, list.rev, {}));
      expectSame(list, chosen);
    }),
    { numRuns: 100 },
  );
});

test('operations on one list change nothing of another list in the same file', () => {
  const list = openList(2);
  const other: List = {
    ...list,
    rev: list.other,
    commit: (...changes) => {
      applyChanges(list.file, list.other, ...changes);
    },
  };
  for (const one of [list, other]) {
    resolve(one, 1, { type: 'session', handle: 'a1' });
    resolve(one, 2, { type: 'session', handle: 'a1' });
  }
  runOperation(list.file, tableOperations.settleList(list.file, list.rev, {}));
  expect(tableQueries.counts(list.file, list.rev, {}).matches).toBe(1);
  expect(tableQueries.counts(list.file, list.other, {}).matches).toBe(2);
  runOperation(list.file, tableOperations.settleList(list.file, list.other, {}));
  expect(tableQueries.counts(list.file, list.other, {})).toMatchObject({
    matches: 1,
    lines: { byResult: { session: 1, duplicate: 1 } },
  });
});
