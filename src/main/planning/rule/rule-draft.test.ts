import { describe, expect, test } from 'vitest';
import type { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import {
  freeze,
  handlesOf,
  matchesOf,
  type RuleDesk,
  settled,
  until,
} from '../../../../test/unit/support/planning/rule-desk.ts';
import { addUser, shareRuleDesk } from '../../../../test/unit/support/planning/shared-rule-desk.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import type { Rule } from '../../../contract/domain/rule.ts';
import type { OpenDraft } from '../draft/draft.ts';

const ip = (network: string): Rule => ({ field: 'ip', network });
/** True of every session, but only once its details are read. */
const afterReading: Rule = { field: 'created', when: 'after', at: 0 };
const hasPayload = (path: string): Rule => ({
  field: 'payload',
  in: 'database',
  path,
  test: 'exists',
  value: '',
});

let core: FakeCore;
let desk: RuleDesk;

shareRuleDesk((nextCore, nextDesk) => {
  [core, desk] = [nextCore, nextDesk];
});

const user = (name: string, tenantIds?: readonly string[]) => addUser(core, name, tenantIds);

function usersOf({ id }: OpenDraft) {
  return desk.store.read.runUsers({ id, where: 'all', minTargets: 1, after: 0, limit: 10 });
}

describe('a scan', () => {
  test('finds the sessions that the rule selects, with what the preview shows of them', async () => {
    const ada = user('ada');
    const match = core.addSession(ada, 'public', { ip: '203.0.113.7:443', userAgent: 'Firefox' });
    core.addSession(ada, 'public', { ip: '198.51.100.1' });
    core.addSession(user('bob'), 'public');

    const draft = await desk.start({ rule: ip('203.0.113.0/24') });

    expect(await settled(draft)).toMatchObject({
      state: { state: 'ready' },
      progress: { users: 2, usersInAll: 2, sessions: 3, matches: 1, undecided: 1, unread: 0 },
      totals: { rows: 1, sessions: 1, distinct: true, users: 1, own: 0, excluded: 0 },
    });
    expect(await matchesOf(draft)).toEqual([
      {
        row: 0,
        excluded: false,
        undecidedFor: [],
        handle: match,
        tenantId: 'public',
        userId: ada,
        name: 'ada@alpha.example',
        createdAt: core.sessions.get(match)?.timeCreated,
        expiry: core.sessions.get(match)?.expiry,
        ip: '203.0.113.7:443',
        userAgent: 'Firefox',
        own: false,
        damaged: false,
      },
    ]);
  });

  test('reaches sessions under every id of a user, who is scanned once', async () => {
    const [first, second] = core.addUser(
      { email: 'ada@alpha.example', external: 'ada-1', tenantIds: ['public', 'acme'] },
      { email: 'ada@beta.example', external: 'ada-2', tenantIds: ['acme'] },
    ) as [string, string];
    const handles = [first, 'ada-1', second, 'ada-2'].map((id) => core.addSession(id, 'acme'));

    const draft = await desk.start({ rule: { field: 'email-domain', domain: 'beta.example' } });

    expect((await settled(draft)).progress).toMatchObject({ users: 1, sessions: 4, matches: 4 });
    expect(await handlesOf(draft)).toEqual(handles.sort());
    expect(await freeze(draft)).toMatchObject({ targets: 4, users: 1 });
    const [one] = await usersOf(draft);
    expect(one?.identities?.map(({ id }) => id).sort()).toEqual([first, second, 'ada-1', 'ada-2'].sort());
  });

  test('of chosen tenants counts only the sessions there', async () => {
    const ada = user('ada', ['public', 'acme']);
    user('bob');
    core.addSession(ada);
    const inAcme = core.addSession(ada, 'acme');

    const draft = await desk.start({ tenants: ['acme'], rule: { all: [] } });

    expect((await settled(draft)).progress).toMatchObject({ users: 1, sessions: 1, matches: 1 });
    expect(await handlesOf(draft)).toEqual([inAcme]);
  });

  test('goes on page by page', async () => {
    const users = Array.from({ length: 1_203 }, (_, index) => user(`u${index}`));
    const handles = [0, 600, 1_202].map((index) => core.addSession(users[index] as string));

    const draft = await desk.start({ rule: { all: [] } });

    expect((await settled(draft)).progress).toMatchObject({ users: 1_203, sessions: 3 });
    expect(await handlesOf(draft)).toEqual(handles.sort());
    expect(core.callsOf('users')).toHaveLength(3);
  });

  test('scans a user of several tenants once, however many pages lie between', async () => {
    const both = Array.from({ length: 520 }, (_, index) => user(`u${index}`, ['public', 'acme']));
    const handles = both.slice(0, 30).map((id) => core.addSession(id, 'acme'));

    const draft = await desk.start({ rule: { all: [] } });

    expect((await settled(draft)).progress).toMatchObject({ users: 520, sessions: 30, matches: 30 });
    expect(await handlesOf(draft)).toEqual(handles.sort());
    expect(core.callsOf('sessionHandles')).toHaveLength(520);
  });

  test('scans of a user who is linked with the account of a later tenant what was not scanned', async () => {
    const [ada, bob] = [user('ada', ['public', 'beta']), user('bob', ['acme'])];
    const [ofAda, unreadOfAda] = [core.addSession(ada), core.addSession(ada)];
    core.failsAt.add(unreadOfAda);
    let ofBob = '';
    core.fault = ({ input, name }, perform) => {
      const isPage = name === 'users' && JSON.stringify(input).includes('acme');
      if (isPage && ofBob === '') {
        core.link(ada, bob);
        ofBob = core.addSession(bob, 'acme');
        core.failsAt.add(core.addSession(bob, 'acme'));
      }
      return perform();
    };

    const draft = await desk.start({ rule: { field: 'created', when: 'after', at: 0 } });

    expect((await settled(draft)).progress).toMatchObject({
      ...{ users: 1, usersInAll: 1 },
      ...{ sessions: 4, matches: 2, unread: 2 },
    });
    expect(await handlesOf(draft)).toEqual([ofAda, ofBob].sort());
    expect(await freeze(draft)).toMatchObject({ targets: 2, users: 1 });
  });

  test('reads of a user no more than the rule needs', async () => {
    const ada = user('ada');
    core.addSession(ada);
    const [bob] = core.addUser({ email: 'bob@beta.example' }) as [string];
    const handle = core.addSession(bob);
    const rule: Rule = {
      all: [
        { field: 'email-domain', domain: 'beta.example' },
        { field: 'created', when: 'after', at: 0 },
      ],
    };

    await settled(await desk.start({ rule }));

    expect(core.callsOf('sessionHandles').map(({ input }) => input)).toEqual([
      { userId: bob, tenantId: null },
    ]);
    expect(core.callsOf('session').map(({ input }) => input)).toMatchObject([{ handle }]);
    expect(core.callsOf('roles')).toEqual([]);
  });

  test('reads roles once for each user and tenant, and only where they decide', async () => {
    const ada = user('ada', ['public', 'acme']);
    core.roles.set(`public ${ada}`, ['admin']);
    core.addSession(ada);
    const handles = [core.addSession(ada, 'acme'), core.addSession(ada, 'acme')];
    core.roles.set(`acme ${ada}`, ['owner']);
    core.addSession(user('bob', ['beta']), 'beta');
    const rule: Rule = {
      all: [{ not: { field: 'tenant', tenantId: 'beta' } }, { field: 'role', role: 'owner' }],
    };

    const draft = await desk.start({ rule });
    await settled(draft);

    expect(await handlesOf(draft)).toEqual(handles.sort());
    expect(core.callsOf('roles').map(({ input }) => input)).toEqual([
      { tenantId: 'public', userId: ada },
      { tenantId: 'acme', userId: ada },
    ]);
  });

  test('refuses a rule that cannot be evaluated before anything is read or stored', async () => {
    expect(await errorOf(desk.start({ rule: { all: [ip('203.0.113.0/99')] } }))).toMatchObject({
      code: 'bad-input',
      reason: 'not-a-network',
      params: { value: '"203.0.113.0/99"' },
    });
    expect(core.calls).toEqual([]);
    expect(await desk.restore()).toEqual([]);
  });

  test('counts sessions and users as unread whose handles, times or ids cannot be stored', async () => {
    const ada = user('ada');
    core.addSession(ada);
    const bad = core.addSession(ada, 'bad\0tenant');
    core.addUser({ email: 'bob@alpha.example' }, { email: 'bob@beta.example', external: 'bob\ud800' });
    const carl = user('carl');
    const odd = core.addSession(carl, 'public', { expiry: 1e300 });

    const draft = await desk.start({ tenants: ['public', 'bad\0tenant'], rule: afterReading });

    expect(await settled(draft)).toMatchObject({
      state: { state: 'ready' },
      progress: { sessions: 3, matches: 1, unread: 3 },
    });
    expect(await handlesOf(draft)).not.toContain(bad);
    expect(await handlesOf(draft)).not.toContain(odd);
  });
});

test('pages of users that lead in a circle pause the scan, and what was found until then can be used', async () => {
  const ada = user('ada');
  core.addSession(ada);
  const asked: unknown[] = [];
  core.fault = async ({ name, input }, perform) => {
    if (name !== 'users') return perform();
    asked.push(input);
    const page = (await perform()) as object;
    return { ...page, nextPageToken: asked.length % 2 === 0 ? 'a' : 'b' };
  };
  const draft = await desk.start({ rule: { all: [] } });
  expect((await settled(draft)).state).toMatchObject({
    state: 'paused',
    by: 'core',
    error: { code: 'core-error', reason: 'pages-in-circle' },
  });
  expect(asked.length).toBeLessThan(10);
  await draft.control('stop');
  await until(draft, ({ state }) => state.state === 'stopped');
  expect(await handlesOf(draft)).toHaveLength(1);
  // Nobody knows how many users are on pages that were never reached.
  expect((await freeze(draft)).coverage).toMatchObject({ 'users-not-scanned': null });
});

test('a user whose own id cannot be stored pauses the scan', async () => {
  core.addUser({ email: 'bob@alpha.example', external: 'bob\ud800' });
  const draft = await desk.start({ rule: { all: [] } });
  expect((await settled(draft)).state).toMatchObject({
    state: 'paused',
    by: 'core',
    error: { code: 'core-error', reason: 'user-id-not-storable' },
  });
});

describe('a rule for everyone', () => {
  test.each<[string, readonly string[] | null, string | null, number]>([
    ['in all tenants', null, null, 1],
    ['in one tenant', ['public'], 'public', 1],
    ['in several tenants', ['public', 'acme'], null, 0],
  ])('%s is planned with its tenants, and with whole users unless it names several tenants', async (_, tenants, tenantId, wholeUsers) => {
    core.tenants.add('acme');
    core.addSession(user('ada'));
    const draft = await desk.start({ tenants, rule: { all: [] } });
    await settled(draft);
    expect(await freeze(draft)).toMatchObject({ source: { type: 'rule', tenants }, wholeUsers });
    const { plan } = await desk.store.read.documents({ id: draft.id, names: ['plan'] });
    expect(plan).toMatchObject({ tenantId, address: desk.home });
    expect((await usersOf(draft)).map(({ whole }) => whole)).toEqual([wholeUsers === 1]);
  });
});

test('an export has all rows under the names of its columns', async () => {
  const handle = core.addSession(user('ada'), 'public', { ip: '203.0.113.7' });
  const draft = await desk.start({ rule: afterReading });
  await settled(draft);
  const rows = [];
  for await (const row of draft.exportRows()) rows.push(row);
  expect(rows).toMatchObject([
    { session: handle, tenant: 'public', name: 'ada@alpha.example', ip: '203.0.113.7', excluded: 'no' },
  ]);
  expect(Object.keys(rows[0] ?? {})).toEqual(draft.exportColumns);
  expect(await errorOf(draft.choose(0, [], new AbortController().signal))).toMatchObject({
    code: 'bad-input',
  });
});

test('the largest tenants and users are shown when a scan has ended', async () => {
  const [ada, bob] = [user('ada', ['acme']), user('bob')];
  for (let n = 0; n < 3; n++) core.addSession(ada, 'acme');
  core.addSession(bob);
  const draft = await desk.start({ rule: { all: [] } });
  await settled(draft);
  const totals = await new Promise((resolve) => {
    const look = () => draft.snapshot().totals.tenants === 2 && resolve(draft.snapshot().totals);
    draft.onChange(look);
    look();
  });
  expect(totals).toMatchObject({
    byTenant: [
      { name: 'acme', count: 3 },
      { name: 'public', count: 1 },
    ],
    byUser: [
      { userId: ada, name: 'ada@alpha.example', count: 3 },
      { userId: bob, name: 'bob@alpha.example', count: 1 },
    ],
  });
});

test('nothing of the payloads that were read is stored', async () => {
  core.addSession(user('ada'), 'public', { userDataInDatabase: { secret: 'hush-hush' } });
  const draft = await desk.start({ rule: hasPayload('secret') });
  expect((await settled(draft)).progress).toMatchObject({ matches: 1 });
  await draft.close();
  const files = await desk.files();
  expect(files.some(({ name }) => name.includes(draft.id))).toBe(true);
  for (const { bytes } of files) expect(bytes.toString('latin1')).not.toContain('hush');
});
