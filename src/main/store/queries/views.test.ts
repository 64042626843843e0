import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openList } from '../../../../test/unit/store/support/lists.ts';
import {
  addRevocation,
  match,
  openRevocation,
  runOperation,
  userRecord,
} from '../../../../test/unit/store/support/revocations.ts';
import { thrownError } from '../../../../test/unit/support/rejection.ts';
import { failure } from '../../../contract/failure.ts';
import type { ViewRequest } from '../interface.ts';
import { tableOperations } from '../operations/operations.ts';
import { tableQueries } from './queries.ts';
import { selectView } from './views.ts';

const folder = mkdtempSync(join(tmpdir(), 'curfew-view-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, 'list.db');
const revocation = openRevocation({ path, isList: true });
const { commit, file, rev } = revocation;
addRevocation(file, { id: 'other' });
commit(
  {
    type: 'add-users',
    users: [userRecord('ada', { name: 'ada@example.com', own: true }), userRecord('bob', { name: 'Bob_1' })],
  },
  {
    type: 'add-lines',
    lines: ['h1', 'h2', 'h1', 'nothing', 'h3_t'].map((text, at) => ({
      number: at + 10,
      text,
      kind: at === 3 ? null : 'session-handle',
      result: at === 3 ? { type: 'malformed', reason: 'It is empty.' } : { type: 'open' },
    })),
  },
  {
    type: 'add-matches',
    matches: [
      match('h1', { userId: 'ada', line: 1, createdAt: 30, ip: '192.0.2.1' }),
      match('h2', { userId: 'bob', line: 2, createdAt: 10, userAgent: 'Browser 50%' }),
      match('h1', { userId: 'ada', line: 3, createdAt: 30 }),
      match('h3_t', { userId: null, line: 5, createdAt: null }),
    ],
  },
  {
    type: 'resolve-lines',
    lines: [1, 2, 3].map((id) => ({
      id,
      kind: 'session-handle',
      result: {
        type: 'session',
        handle: id === 2 ? 'h2' : 'h1',
        tenantId: 'public',
        userId: id === 2 ? 'bob' : 'ada',
        createdAt: 1,
      },
    })),
  },
);
runOperation(file, tableOperations.settleList(file, rev, {}));
runOperation(
  file,
  tableOperations.exclude(file, rev, { exclusion: { type: 'lines', lines: [2] }, excluded: true }),
);
runOperation(file, tableOperations.freeze(file, rev, {}));
commit({ type: 'event', at: 1, event: { type: 'sent' }, on: [1] });
commit({ type: 'event', at: 2, event: { type: 'lost', error: failure('timeout').error }, on: [1] });
commit({ type: 'new-sessions', at: 3, userId: 'ada', handles: ['n1'], seen: 'ended' });

/** The numbers of the rows in their order. */
function view(request: Partial<ViewRequest> & Pick<ViewRequest, 'of'>): number[] {
  return viewOf(path, rev, request);
}

function viewOf(from: string, revision: number, request: Partial<ViewRequest> & Pick<ViewRequest, 'of'>) {
  const scratch = new DatabaseSync(':memory:');
  scratch.prepare('ATTACH ? AS source').run(`${pathToFileURL(from).href}?mode=ro`);
  const open = { db: scratch, prepare: (sql: string) => scratch.prepare(sql) };
  const total = runOperation(
    open,
    selectView(open, revision, { id: 'revocation', show: null, search: null, sort: null, ...request }),
  );
  const rows = scratch.prepare('SELECT pos, id FROM row ORDER BY pos').all();
  expect(rows.map(({ pos }) => pos)).toEqual(rows.map((_, at) => at));
  expect(total).toBe(rows.length);
  return rows.map(({ id }) => Number(id));
}

test('lines are shown by their result', () => {
  expect(view({ of: 'lines' })).toEqual([1, 2, 3, 4, 5]);
  expect(view({ of: 'lines', show: 'session' })).toEqual([1, 2]);
  expect(view({ of: 'lines', show: 'duplicate' })).toEqual([3]);
  expect(view({ of: 'lines', show: 'malformed' })).toEqual([4]);
  expect(view({ of: 'lines', show: 'excluded' })).toEqual([2]);
  expect(view({ of: 'lines', show: 'own' })).toEqual([1]);
});

test('lines that select nothing are shown together', () => {
  const listPath = join(folder, 'gaps.db');
  const list = openList(7, listPath);
  const idsOf = (show: string) => viewOf(listPath, list.rev, { of: 'lines', show });
  list.resolve(1, { type: 'session', handle: 'h1', userId: 'ada' });
  list.resolve(2, { type: 'unread' });
  list.resolve(3, { type: 'ambiguous', candidates: ['ada', 'bob'] });
  list.resolve(4, { type: 'ambiguous', candidates: ['bob', 'cy'] });
  list.resolve(5, { type: 'unknown' });
  list.resolve(6, { type: 'malformed' });
  list.settle();
  list.choose(3, { userId: 'bob', sessions: ['h2'] });
  // The seventh is still open.
  expect(idsOf('not-covered')).toEqual([2, 4, 5, 6, 7]);
  expect(idsOf('to-try-again')).toEqual([2, 4, 5, 7]);
  // Excluded by the operator, and nothing is chosen on it any more.
  list.choose(4, { userId: 'bob', sessions: ['h2'] });
  list.excludeLines(4);
  list.choose(4);
  expect(idsOf('not-covered')).toEqual([2, 4, 5, 6, 7]);
  expect(idsOf('to-try-again')).toEqual([2, 5, 7]);
});

/** From the lowest address to the highest, then what is no address by its text, then what is not known. */
const inOrder = [
  ...['9.255.0.1', '10.0.0.9', '10.0.0.10:443', '::ffff:10.0.0.11', '192.0.2.1, 10.0.0.1'],
  ...['::1', '2001:db8::9', '[2001:db8::10]:443', '10.0.0', 'Unknown', null],
];

test('sessions are sorted by their addresses as numbers, and not as texts', () => {
  const networksPath = join(folder, 'networks.db');
  const networks = openRevocation({ path: networksPath });
  // The fifth comes first, and so on: none is where it belongs.
  const order = inOrder.map((_, at) => (at * 5 + 4) % inOrder.length);
  networks.commit({
    type: 'add-matches',
    matches: order.map((at) => match(`h${at}`, { ip: inOrder[at] ?? null })),
  });
  networks.commit({ type: 'add-users', users: [userRecord('ada')] });
  networks.commit({
    type: 'add-undecided',
    sessions: order.map((at) => ({
      ...{ handle: `u${at}`, userId: 'ada', createdAt: 1, expiry: 2, ip: inOrder[at] ?? null },
      ...{ userAgent: null, undecidedFor: ['ip'] as const },
    })),
  });
  const sorted = (of: 'matches' | 'undecided', direction: 'ascending' | 'descending') =>
    viewOf(networksPath, networks.rev, { of, sort: { column: 'ip', direction } }).map(
      (id) => inOrder[order[id - 1] ?? 0],
    );
  const known = inOrder.slice(0, -1);
  for (const of of ['matches', 'undecided'] as const) {
    expect(sorted(of, 'ascending')).toEqual(inOrder);
    expect(sorted(of, 'descending')).toEqual([...known.toReversed(), null]);
  }
});

test('targets are shown by their state, and matches by whether they are excluded or own', () => {
  expect(view({ of: 'targets', show: 'unknown' })).toEqual([1]);
  expect(view({ of: 'targets', show: 'planned' })).toEqual([4]);
  // New sessions are not of the plan.
  expect(view({ of: 'targets', show: 'revoked' })).toEqual([]);
  expect(view({ of: 'targets', show: 'new-sessions' })).toEqual([5]);
  expect(view({ of: 'matches', show: 'excluded' })).toEqual([2]);
  expect(view({ of: 'matches', show: 'own' })).toEqual([1]);
});

test('every text that is shown is searched, whatever characters it has', () => {
  const idsOf = (search: string) => view({ of: 'targets', search });
  expect(idsOf('ADA@example')).toEqual([1, 5]);
  expect(idsOf('h3')).toEqual([4]);
  expect(idsOf('192.0.2.1')).toEqual([1]);
  expect(idsOf('timeout')).toEqual([1]);
  expect(idsOf('unknown')).toEqual([1]);
  expect(view({ of: 'matches', search: '50%' })).toEqual([2]);
  // No wildcards: as a wildcard, each of these would find more.
  expect(view({ of: 'matches', search: 'b_b' })).toEqual([]);
  expect(view({ of: 'matches', search: '%' })).toEqual([2]);
  expect(view({ of: 'matches', search: '\\' })).toEqual([]);
  expect(view({ of: 'lines', search: 'empty' })).toEqual([4]);
  expect(view({ of: 'lines', search: 'h1', show: 'duplicate' })).toEqual([3]);
});

test('rows are sorted by a column in either direction, with what is not known last', () => {
  const sorted = (column: string, direction: 'ascending' | 'descending') =>
    view({ of: 'targets', sort: { column, direction } });
  expect(sorted('createdAt', 'ascending')).toEqual([1, 4, 5]);
  expect(sorted('handle', 'descending')).toEqual([5, 4, 1]);
  expect(sorted('tenantId', 'descending')).toEqual([4, 1, 5]);
  expect(sorted('state', 'ascending')).toEqual([4, 5, 1]);
  expect(view({ of: 'matches', sort: { column: 'createdAt', direction: 'ascending' } })).toEqual([2, 1, 4]);
  expect(view({ of: 'matches', sort: { column: 'createdAt', direction: 'descending' } })).toEqual([1, 2, 4]);
  // Upper and lower case together.
  expect(view({ of: 'matches', sort: { column: 'name', direction: 'ascending' } })).toEqual([1, 2, 4]);
});

test('a page of a view is in the order of the view', () => {
  const ids = view({ of: 'targets', sort: { column: 'handle', direction: 'descending' } });
  const page = tableQueries.targets(file, rev, { type: 'ids', ids });
  expect(page.map(({ handle }) => handle)).toEqual(['n1', 'h3_t', 'h1']);
});

test('a column that does not exist is refused', () => {
  const sort = { column: 'number); DROP TABLE line; --', direction: 'ascending' } as const;
  expect(thrownError(() => view({ of: 'lines', sort }))).toMatchObject({ reason: 'rows-not-orderable' });
  expect(thrownError(() => view({ of: 'lines', show: 'planned' }))).toMatchObject({
    reason: 'rows-not-orderable',
  });
});
