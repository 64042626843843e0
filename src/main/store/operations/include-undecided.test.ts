import { beforeEach, describe, expect, test } from 'vitest';
import { storedAndCounted } from '../../../../test/unit/store/support/recount.ts';
import {
  match,
  openRevocation,
  runOperation,
  runSteps,
  userRecord,
} from '../../../../test/unit/store/support/revocations.ts';
import type { Exclusion } from '../changes.ts';
import { tableQueries } from '../queries/queries.ts';
import type { UndecidedRecord } from '../records.ts';
import { tableOperations } from './operations.ts';

let open: ReturnType<typeof openRevocation>;
beforeEach(() => {
  open = openRevocation();
});

function undecided(handle: string, userId: string, more: Partial<UndecidedRecord> = {}): UndecidedRecord {
  const { line: _, ...session } = match(handle);
  return { ...session, userId, undecidedFor: ['ip'], ...more };
}

function set(exclusion: Exclusion, excluded: boolean) {
  return runOperation(
    open.file,
    tableOperations.exclude(open.file, open.rev, { exclusion: exclusion, excluded }),
  );
}

const page = { offset: 0, limit: 10 };
const all = () => tableQueries.undecided(open.file, open.rev, { ...page, which: 'all' });
const left = () =>
  tableQueries.undecided(open.file, open.rev, { ...page, which: 'not-included' }).map(({ handle }) => handle);
const targets = () =>
  tableQueries.targets(open.file, open.rev, { type: 'offset', ...page }).map(({ handle }) => handle);
const numbers = () => {
  const { stored, counted } = storedAndCounted(open.file, open.rev);
  expect(stored).toEqual(counted);
  const { undecided: count, undecidedIncluded } = tableQueries.counts(open.file, open.rev, {});
  return [count, undecidedIncluded];
};

describe('sessions about which a rule is undecided', () => {
  beforeEach(() => {
    open.commit(
      {
        type: 'add-users',
        users: [userRecord('ada', { name: 'ada@alpha.example' }), userRecord('me', { own: true })],
      },
      { type: 'add-matches', matches: [match('m1', { userId: 'ada' })] },
      {
        type: 'add-undecided',
        sessions: [
          undecided('u1', 'ada', { undecidedFor: ['ip', 'user-agent'] }),
          undecided('u2', 'bob', { ip: 'no address' }),
          undecided('u3', 'me'),
          undecided('m1', 'ada'),
        ],
      },
    );
  });

  test('are no targets, and are listed with their user and why', () => {
    expect(targets()).toEqual(['m1']);
    expect(numbers()).toEqual([3, 0]);
    expect(all()).toMatchObject([
      { handle: 'u1', userId: 'ada', name: 'ada@alpha.example', undecidedFor: ['ip', 'user-agent'] },
      { handle: 'u2', userId: 'bob', ip: 'no address', undecidedFor: ['ip'], isTarget: false },
      { handle: 'u3', own: true },
    ]);
    expect(runOperation(open.file, tableOperations.freeze(open.file, open.rev, {}))).toMatchObject({
      targets: 1,
      users: 1,
    });
  });

  test('are counted once, although a scan comes to them twice', () => {
    open.commit({ type: 'add-undecided', sessions: [undecided('u1', 'ada'), undecided('u2', 'bob')] });
    expect(numbers()).toEqual([3, 0]);
  });

  test('are not undecided any more when the rule selects them when they are read again', () => {
    open.commit({ type: 'add-matches', matches: [match('u1', { userId: 'ada' })] });
    expect(numbers()).toEqual([2, 0]);
    expect(targets()).toEqual(['m1', 'u1']);
    expect(all().map(({ handle }) => handle)).toEqual(['u2', 'u3']);
  });

  test('are included all at once, and excluded again', () => {
    set({ type: 'undecided' }, false);
    expect(numbers()).toEqual([0, 3]);
    expect(targets()).toEqual(['m1', 'u1', 'u2', 'u3']);
    expect(tableQueries.targets(open.file, open.rev, { type: 'offset', ...page })[1]).toMatchObject({
      undecidedFor: ['ip', 'user-agent'],
      userId: 'ada',
    });
    expect(all().map(({ isTarget }) => isTarget)).toEqual([true, true, true]);
    set({ type: 'undecided' }, true);
    expect(numbers()).toEqual([3, 0]);
    expect(targets()).toEqual(['m1']);
  });

  test('of one user, or single ones, are included and excluded again', () => {
    set({ type: 'undecided-of-user', userId: 'ada' }, false);
    expect(left()).toEqual(['u2', 'u3']);
    set({ type: 'undecided-rows', rows: [2] }, false);
    expect(left()).toEqual(['u3']);
    set({ type: 'undecided-rows', rows: [1] }, true);
    expect(left()).toEqual(['u1', 'u3']);
    expect(targets()).toEqual(['m1', 'u2']);
    expect(numbers()).toEqual([2, 1]);
    set({ type: 'undecided-of-user', userId: 'nobody' }, false);
    expect(numbers()).toEqual([2, 1]);
  });

  test("are not included with all others while the operator's own sessions are excluded", () => {
    set({ type: 'own' }, true);
    set({ type: 'undecided' }, false);
    expect(left()).toEqual(['u3']);
    expect(numbers()).toEqual([1, 2]);
  });

  test('that are included and then excluded are no targets, and are when they are included again', () => {
    set({ type: 'undecided-rows', rows: [1] }, false);
    set({ type: 'matches', matches: [2] }, true);
    expect(targets()).toEqual(['m1']);
    expect(all()[0]).toMatchObject({ handle: 'u1', isTarget: false });
    expect(numbers()).toEqual([2, 1]);
    set({ type: 'undecided-rows', rows: [1] }, false);
    expect(targets()).toEqual(['m1', 'u1']);
    expect(numbers()).toEqual([2, 1]);
  });

  test('are all included by another try when including them was cut off', () => {
    const sessions = Array.from({ length: 900 }, (_, at) => undecided(`w${at}`, 'ada'));
    open.commit({ type: 'add-undecided', sessions });
    runSteps(
      open.file,
      tableOperations.exclude(open.file, open.rev, { exclusion: { type: 'undecided' }, excluded: false }),
      1,
    );
    expect(numbers()).toEqual([403, 500]);
    set({ type: 'undecided' }, false);
    expect(numbers()).toEqual([0, 903]);
  });

  test('can be read at any offset, with and without those that are included', () => {
    set({ type: 'undecided-rows', rows: [2] }, false);
    const handleAt = (offset: number, what: 'all' | 'not-included') =>
      tableQueries.undecided(open.file, open.rev, { offset, limit: 1, which: what })[0]?.handle;
    expect([0, 1, 2].map((offset) => handleAt(offset, 'all'))).toEqual(['u1', 'u2', 'u3']);
    expect([0, 1].map((offset) => handleAt(offset, 'not-included'))).toEqual(['u1', 'u3']);
  });

  test('say that they are damaged when a bit flipped, and are not included then', () => {
    open.file.db.exec("UPDATE undecided SET ip = '10.0.0.1' WHERE handle = 'u1'");
    expect(all().map(({ damaged, handle }) => [damaged, handle])).toEqual([
      [true, ''],
      [false, 'u2'],
      [false, 'u3'],
    ]);
    expect(() => set({ type: 'undecided' }, false)).toThrow(/damaged/);
  });
});
