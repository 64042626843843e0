import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { FakeCore } from '../../../../../test/unit/support/fake-core.ts';
import { errorOf } from '../../../../../test/unit/support/rejection.ts';
import {
  createRuleDesk,
  handlesOf,
  matchesOf,
  type RuleDesk,
  settled,
} from '../../../../../test/unit/support/rule-desk.ts';
import type { Rule } from '../../../../contract/domain/rule.ts';

const ip = (network: string): Rule => ({ field: 'ip', network });
const hasPayload = (path: string): Rule => ({
  field: 'payload',
  in: 'database',
  path,
  test: 'exists',
  value: '',
});

let core: FakeCore;
let desk: RuleDesk;

beforeEach(async () => {
  core = new FakeCore();
  desk = await createRuleDesk(
    () => core.port,
    async () => undefined,
  );
  onTestFinished(desk.remove);
});

function person(name: string, tenantIds: readonly string[] = ['public']): string {
  const [id] = core.addPerson({ email: `${name}@alpha.example`, tenantIds });
  return id as string;
}

describe('walking', () => {
  test('finds the sessions the rule hits, with what the preview shows of them', async () => {
    const ada = person('ada');
    const hit = core.addSession(ada, 'public', { ip: '203.0.113.7:443', userAgent: 'Firefox' });
    core.addSession(ada, 'public', { ip: '198.51.100.1' });
    core.addSession(person('bob'), 'public');

    const draft = await desk.start({ rule: ip('203.0.113.0/24') });

    expect(await settled(draft)).toMatchObject({
      state: { state: 'ready' },
      progress: { users: 2, usersInAll: 2, sessions: 3, matches: 1, undecided: 1, unread: 0 },
      totals: { rows: 1, sessions: 1, users: 1, own: 0, excluded: 0 },
    });
    const [row] = await matchesOf(draft);
    expect(row).toEqual({
      row: 0,
      excluded: false,
      handle: hit,
      tenantId: 'public',
      userId: ada,
      name: 'ada@alpha.example',
      createdAt: core.sessions.get(hit)?.timeCreated,
      expiry: core.sessions.get(hit)?.expiry,
      ip: '203.0.113.7:443',
      userAgent: 'Firefox',
      own: false,
    });
  });

  test('reaches sessions under every id of a person, who is walked once', async () => {
    const [first, second] = core.addPerson(
      { email: 'ada@alpha.example', external: 'ada-1', tenantIds: ['public', 'acme'] },
      { email: 'ada@beta.example', external: 'ada-2', tenantIds: ['acme'] },
    ) as [string, string];
    const handles = [first, 'ada-1', second, 'ada-2'].map((id) => core.addSession(id, 'acme'));

    const draft = await desk.start({ rule: { field: 'email-domain', domain: 'beta.example' } });

    expect((await settled(draft)).progress).toMatchObject({ users: 1, sessions: 4, matches: 4 });
    expect(await handlesOf(draft)).toEqual(handles.sort());
    const { people } = await draft.freeze();
    expect(people.size).toBe(1);
    expect(
      people
        .identities(0)
        ?.map(({ id }) => id)
        .sort(),
    ).toEqual([first, second, 'ada-1', 'ada-2'].sort());
  });

  test('with tenants chosen only their sessions count', async () => {
    const ada = person('ada', ['public', 'acme']);
    person('bob');
    core.addSession(ada);
    const inAcme = core.addSession(ada, 'acme');

    const draft = await desk.start({ tenants: ['acme'], rule: { all: [] } });

    expect((await settled(draft)).progress).toMatchObject({ users: 1, sessions: 1, matches: 1 });
    expect(await handlesOf(draft)).toEqual([inAcme]);
  });

  test('goes on page by page', async () => {
    const people = Array.from({ length: 1_203 }, (_, index) => person(`p${index}`));
    const handles = [0, 600, 1_202].map((index) => core.addSession(people[index] as string));

    const draft = await desk.start({ rule: { all: [] } });

    expect((await settled(draft)).progress).toMatchObject({ users: 1_203, sessions: 3 });
    expect(await handlesOf(draft)).toEqual(handles.sort());
    expect(core.callsOf('users')).toHaveLength(3);
  });

  test('reads of a user no more than the rule needs', async () => {
    const ada = person('ada');
    core.addSession(ada);
    const [bob] = core.addPerson({ email: 'bob@beta.example' }) as [string];
    const handle = core.addSession(bob);

    await settled(
      await desk.start({
        rule: {
          all: [
            { field: 'email-domain', domain: 'beta.example' },
            { field: 'created', when: 'after', at: 0 },
          ],
        },
      }),
    );

    expect(core.callsOf('sessionHandles').map(({ input }) => input)).toEqual([
      { userId: bob, tenantId: null },
    ]);
    expect(core.callsOf('session').map(({ input }) => input)).toMatchObject([{ handle }]);
    expect(core.callsOf('roles')).toEqual([]);
  });

  test('reads roles once for each user and tenant, and only where they decide', async () => {
    const ada = person('ada', ['public', 'acme']);
    core.roles.set(`public ${ada}`, ['admin']);
    core.addSession(ada);
    const hits = [core.addSession(ada, 'acme'), core.addSession(ada, 'acme')];
    core.roles.set(`acme ${ada}`, ['owner']);
    core.addSession(person('bob', ['beta']), 'beta');
    const rule: Rule = {
      all: [{ not: { field: 'tenant', tenantId: 'beta' } }, { field: 'role', role: 'owner' }],
    };

    const draft = await desk.start({ rule });
    await settled(draft);

    expect(await handlesOf(draft)).toEqual(hits.sort());
    expect(core.callsOf('roles').map(({ input }) => input)).toEqual([
      { tenantId: 'public', userId: ada },
      { tenantId: 'acme', userId: ada },
    ]);
  });

  test('writes nothing of the payloads it looked into', async () => {
    core.addSession(person('ada'), 'public', { userDataInDatabase: { secret: 'hush-hush' } });
    const draft = await desk.start({ rule: hasPayload('secret') });
    expect((await settled(draft)).progress).toMatchObject({ matches: 1 });
    await draft.close();
    for (const name of await readdir(desk.drafts)) {
      const file = join(desk.drafts, name);
      expect(await readFile(file, 'utf8')).not.toContain('hush');
      expect((await stat(file)).mode & 0o077).toBe(0);
    }
  });

  test.each<[string, readonly string[] | null, string | null, number]>([
    ['in all tenants', null, null, 1],
    ['in one tenant', ['public'], 'public', 1],
    ['in several tenants', ['public', 'acme'], null, 0],
  ])('everyone %s', async (_, tenants, tenantId, whole) => {
    core.tenants.add('acme');
    core.addSession(person('ada'));
    const draft = await desk.start({ tenants, rule: { all: [] } });
    await settled(draft);
    const frozen = await draft.freeze();
    expect(frozen).toMatchObject({ tenantId, scope: { type: 'rule', tenants } });
    expect(frozen.people.wholeCount()).toBe(whole);
  });

  test('refuses a rule that cannot be asked before anything is read', async () => {
    expect(await errorOf(desk.start({ rule: { all: [ip('203.0.113.0/99')] } }))).toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('203.0.113.0/99'),
    });
    expect(core.calls).toEqual([]);
    expect(await desk.files()).toEqual([]);
  });
});

test('an export holds all rows under the names of its columns', async () => {
  const handle = core.addSession(person('ada'), 'public', { ip: '203.0.113.7' });
  const draft = await desk.start({ rule: { all: [] } });
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
