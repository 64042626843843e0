import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  match,
  openRevocation,
  runOperation,
  userRecord,
} from '../../../../test/unit/store/support/revocations.ts';
import type { OpenFile } from '../files/connection.ts';
import { tableOperations } from '../operations/operations.ts';
import { tableQueries } from '../queries/queries.ts';
import type { TargetEvent } from '../target-state.ts';

/** Columns that decide nothing of what an event does. */
const columns = ['handle', 'tenant', 'created', 'ip', 'line', 'batch_limit', 'crc'];

function openRun() {
  const run = openRevocation();
  run.commit(
    { type: 'add-users', users: [userRecord('u')] },
    {
      type: 'add-matches',
      matches: ['a', 'b', 'c', 'd'].map((handle) => match(handle, { ip: '192.0.2.7' })),
    },
  );
  runOperation(run.file, tableOperations.freeze(run.file, run.rev, {}));
  return run;
}

/** Changes the column of the second target as a fault of the disk does: without its checksum. */
function damage(file: OpenFile, column: string): void {
  const change = ['handle', 'ip'].includes(column) ? `'x'` : `coalesce(${column}, 0) + 1`;
  file.db.exec(`UPDATE target SET ${column} = ${change} WHERE handle = 'b'`);
}

function damagedOf({ file, rev }: ReturnType<typeof openRun>): boolean[] {
  const rows = tableQueries.targets(file, rev, { type: 'ids', ids: [1, 2, 3, 4] });
  return rows.map(({ damaged }) => damaged);
}

const events: readonly TargetEvent[] = [
  { type: 'sent' },
  { type: 'not-sent' },
  { type: 'confirmed' },
  { type: 'not-named' },
  { type: 'read-absent' },
  { type: 'read-active' },
];

test('a session whose times are minus zero is stored and not damaged', () => {
  const run = openRevocation();
  const minusZero = { createdAt: -0, expiry: -0 };
  run.commit({
    type: 'add-matches',
    matches: [match('a', minusZero), match('b'), match('c'), match('d', minusZero)],
  });
  runOperation(run.file, tableOperations.freeze(run.file, run.rev, {}));
  expect(damagedOf(run)).toEqual([false, false, false, false]);
});

test('targets that change together have a right checksum afterwards, and a damaged one among them has a wrong one', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...columns),
      fc.array(fc.constantFrom(...events), { maxLength: 5 }),
      fc.boolean(),
      (column, all, isListed) => {
        const run = openRun();
        damage(run.file, column);
        const list = { at: 1, userId: 'u', identities: [], handles: ['a', 'b', 'c'] };
        if (isListed)
          runOperation(
            run.file,
            tableOperations.rememberList(run.file, run.rev, {
              ...list,
              maxRemembered: 10,
              evenWithoutTargets: false,
            }),
          );
        for (const [at, event] of all.entries())
          run.commit({ type: 'event', at, event, on: [1, 2, 3, 4], ...(at % 2 ? { halve: true } : {}) });
        runOperation(run.file, tableOperations.verifyAgain(run.file, run.rev, { where: 'sent' }));
        expect(damagedOf(run)).toEqual([false, true, false, false]);
      },
    ),
    { numRuns: 150 },
  );
});

test.each([
  ['state', 2],
  ['flags', 1],
  ['role', 1],
])('an event is refused where its targets were not counted, by a damaged %s', (column, by) => {
  const run = openRun();
  run.file.db.exec(`UPDATE target SET ${column} = ${column} + ${by} WHERE handle = 'b'`);
  expect(() => run.commit({ type: 'event', at: 1, event: { type: 'read-absent' }, on: [2] })).toThrow(
    expect.objectContaining({ error: expect.objectContaining({ code: 'store-damaged' }) }),
  );
});

test.each([
  1,
  2,
  3,
  4,
  255,
  2 ** 32,
])('a target with %i as the state of its OAuth2 tokens, without the checksum for it, is damaged', (code) => {
  const run = openRun();
  run.file.db.prepare("UPDATE target SET oauth = ? WHERE handle = 'b'").run(code);
  expect(damagedOf(run)).toEqual([false, true, false, false]);
});
