import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identitiesOf, openList } from '../../../../test/unit/store/support/lists.ts';
import {
  match,
  openRevocation,
  openTestFile,
  runOperation,
  userRecord,
} from '../../../../test/unit/store/support/revocations.ts';
import { temporaryFolder } from '../../../../test/unit/support/store/test-store.ts';
import { tableOperations } from '../operations/operations.ts';
import { tableQueries } from './queries.ts';
import { selectView } from './views.ts';

const google = { recipeId: 'thirdparty', thirdPartyId: 'google' };
const password = { recipeId: 'emailpassword', thirdPartyId: null };
const page = { type: 'offset', offset: 0, limit: 10 } as const;

function withTargets(path?: string) {
  const revocation = openRevocation(path === undefined ? {} : { path });
  revocation.commit(
    {
      type: 'add-users',
      users: [
        userRecord('a', { name: 'ada@alpha.example', emails: ['ada@alpha.example'] }),
        userRecord('b', { name: '+4911', emails: [] }),
        userRecord('c', { name: 'c@alpha.example', emails: ['c@alpha.example', 'c@beta.example'] }),
      ],
    },
    {
      type: 'add-matches',
      matches: [
        match('h-a', { userId: 'a', loginMethod: google }),
        match('h-b', { userId: 'b', loginMethod: password }),
        match('h-c', { userId: 'c', loginMethod: google }),
        match('h-d'),
      ],
    },
  );
  return revocation;
}

test('a target has the e-mails of its user and its login method; where they were not read, they are not known', () => {
  const { file, rev } = withTargets();
  expect(tableQueries.targets(file, rev, page)).toMatchObject([
    { email: 'ada@alpha.example', loginMethod: google },
    { email: '', loginMethod: password },
    { email: 'c@alpha.example, c@beta.example', loginMethod: google },
    { email: null, loginMethod: null },
  ]);
});

test('the e-mails of a user stay when the user gets another name, or is read without e-mails', () => {
  const { commit, file, rev } = withTargets();
  commit({ type: 'add-users', users: [userRecord('a', { name: 'Ada' }), userRecord('c')] });
  expect(tableQueries.targets(file, rev, page)).toMatchObject([
    { name: 'Ada', email: 'ada@alpha.example' },
    {},
    { name: 'c@alpha.example', email: 'c@alpha.example, c@beta.example' },
    {},
  ]);
});

test('a flipped bit in a login method is shown as damage, and never as another login method', () => {
  const { file, rev } = withTargets();
  file.db.exec("UPDATE login_method SET third_party = 'gaogle' WHERE third_party = 'google'");
  const targets = tableQueries.targets(file, rev, page);
  expect(targets.map(({ damaged }) => damaged)).toEqual([true, false, true, false]);
  file.db.exec('UPDATE target SET login_method = NULL');
  expect(tableQueries.targets(file, rev, page).map(({ damaged }) => damaged)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test('targets are searched and sorted by e-mail and login method', async () => {
  const path = join(await temporaryFolder(), 'rows.db');
  const { file, rev } = withTargets(path);
  file.db.close();
  const handles = (request: { search?: string; sort?: string }) => {
    const view = openTestFile();
    view.db.exec(`ATTACH '${path}' AS source`);
    const { search = null, sort } = request;
    runOperation(
      view,
      selectView(view, rev, {
        ...{ id: 'revocation', of: 'targets', show: null, search },
        sort: sort === undefined ? null : { column: sort, direction: 'ascending' },
      }),
    );
    const ids = view.db.prepare('SELECT id FROM row ORDER BY pos').all();
    view.db.close();
    return ids.map(({ id }) => 'abcd'[Number(id) - 1]).join('');
  };
  expect(handles({ search: 'beta.example' })).toBe('c');
  expect(handles({ search: 'ada@alpha' })).toBe('a');
  expect(handles({ search: 'google' })).toBe('ac');
  // None and not known come last.
  expect(handles({ sort: 'email' })).toBe('acbd');
  expect(handles({ sort: 'loginMethod' })).toBe('bacd');
});

test('a session of a user that was chosen on an ambiguous line has what was read of it', () => {
  const list = openList(1);
  list.resolve(1, { type: 'ambiguous', candidates: ['b', 'c'] });
  list.settle();
  const session = {
    handle: 'h',
    createdAt: 5,
    expiry: 9,
    ip: '192.0.2.1',
    userAgent: 'curl',
    loginMethod: google,
  };
  const chosen = {
    userId: 'b',
    name: 'B',
    emails: ['b@x.example'],
    identities: identitiesOf('b'),
    own: false,
  };
  const users = [{ ...chosen, sessions: [session] }];
  runOperation(list.file, tableOperations.chooseUsers(list.file, list.rev, { line: 1, users }));
  const { expiry: _, ...shown } = session;
  expect(tableQueries.targets(list.file, list.rev, page)).toMatchObject([{ ...shown, email: 'b@x.example' }]);
});

test('a session that two lines select has what was read of it for either', () => {
  const list = openList(2);
  list.commit({
    type: 'add-matches',
    matches: [
      match('h', { userId: 'b', line: 1, createdAt: null }),
      match('h', { userId: 'b', line: 2, createdAt: 5, ip: '192.0.2.1', loginMethod: google }),
    ],
  });
  const result = { type: 'session', handle: 'h', tenantId: 'public', userId: 'b', createdAt: 5 } as const;
  list.commit({
    type: 'resolve-lines',
    lines: [1, 2].map((id) => ({ id, kind: 'session-handle' as const, result })),
  });
  list.settle();
  expect(tableQueries.targets(list.file, list.rev, page)).toMatchObject([
    { line: { number: 1 }, createdAt: 5, ip: '192.0.2.1', loginMethod: google },
  ]);
});
