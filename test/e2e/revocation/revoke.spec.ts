import { expect, test } from '@playwright/test';
import { expectNoViolations } from '../support/axe.ts';
import { connectTo, consoleUnderTest, showUser } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { testUsersOf } from '../support/users.ts';

const operator = consoleUnderTest();
const core = ownCoreUnderTest();

test.beforeAll(async () => {
  await connectTo(operator, { name: 'own core', address: core.uri, key: core.key });
});

const { alive, newUser } = testUsersOf(core);

async function innerIdOf(externalId: string): Promise<string> {
  const { body } = await core.client.get('/recipe/userid/map', { userId: externalId, userIdType: 'ANY' });
  return String(body.superTokensUserId);
}

/** Every id under which sessions of a user can be: of each login method the one that is shown, and the other side of its mapping. */
async function idsOf(userId: string): Promise<string[]> {
  const { body } = await core.client.get('/user/id', { userId });
  const { loginMethods } = body.user as { loginMethods: { recipeUserId: string }[] };
  const shown = loginMethods.map(({ recipeUserId }) => recipeUserId);
  const inner = await Promise.all(shown.map(innerIdOf));
  return [...shown, ...inner.filter((id) => id !== 'undefined')];
}

test('a session is ended by its handle, and was already gone the second time', async () => {
  const { id, email, handles } = await newUser('one', 2);
  const [handle = ''] = handles;
  await operator.goto(`/sessions/${handle}`);
  await operator.page.getByRole('button', { name: /^End this session/ }).click();
  await expect(operator.dialog).toContainText('own core');
  await expect(operator.dialog).toContainText(
    /Services that do not check the database may accept access tokens until/,
  );
  await expect(operator.dialog).toContainText(/Browsers keep their cookies until then/);
  await operator.confirm('End 1 session');
  await expect(operator.dialog).toContainText('1 of 1 session ended');
  await expect(operator.dialog).toContainText('1 revoked');
  await expect(operator.dialog.locator('[data-tone="good"]')).toBeVisible();
  expect(await alive(id)).toEqual(handles.slice(1));
  await operator.dialog.getByRole('button', { name: 'Close' }).click();
  const content = operator.page.getByRole('main');
  await expect(content).toContainText('This session was ended.');
  await expect(content.getByRole('link', { name: email })).toBeVisible();
  await expect(content.getByRole('button', { name: /^End this session/ })).toBeHidden();
  await content.getByRole('link', { name: 'Open the report' }).click();
  await expect(content).toContainText('1 of 1 session ended');
  await operator.page.goBack();
  await expect(content.getByRole('link', { name: email })).toBeVisible();
  await expect(content).toContainText('This session was ended.');
  // The window is loaded anew, as after unlocking: the audit log still knows.
  await operator.goto(`/sessions/${handle}`);
  await expect(content).toContainText('This session is not active.');
  await expect(content).toContainText(
    'The audit log has a revocation with this session: This session was ended.',
  );
  await content.getByRole('link', { name: 'Open the report' }).click();
  await expect(content).toContainText('1 of 1 session ended');

  await operator.search(email);
  await operator.page.getByRole('button', { name: `End sessions: ${email}` }).click();
  await expect(operator.dialog.getByRole('button', { name: 'End 1 session' })).toBeVisible();
  await core.client.post('/recipe/session/remove', { sessionHandles: handles });
  await operator.confirm('End 1 session');
  await expect(operator.dialog).toContainText('1 already gone');
  await expect(operator.dialog).toContainText('0 revoked');
  await expect(operator.dialog).toContainText('No session was ended: it was already gone');
  await expect(operator.dialog.locator('[data-tone="neutral"]')).toBeVisible();
  await operator.dialog.getByRole('button', { name: 'Close' }).click();
});

test('the question about one session, and its result, show the owner, the device, the network and the age', async () => {
  const { dialog, page } = operator;
  const { id, email } = await newUser('facts', 0);
  const [handle = ''] = core.sandbox.seedSessions({
    ...{ userId: id, count: 1 },
    userDataInDatabase: { ip: '203.0.113.7', userAgent: 'curl/8.5.0' },
  });
  await operator.goto(`/sessions/${handle}`);
  await page.getByRole('button', { name: /^End this session/ }).click();
  const fact = (name: string) =>
    dialog.locator('dl > div').filter({ has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) });
  const expectFacts = async () => {
    await expect(fact('user')).toContainText(email);
    await expect(fact('device')).toContainText('curl/8.5.0');
    await expect(fact('network')).toContainText('203.0.113.7');
    await expect(fact('created').getByRole('time')).toBeVisible();
  };
  await expectFacts();
  await operator.confirm('End 1 session');
  await expectFacts();
  await dialog.getByRole('link', { name: 'Open the report' }).click();
  await expect(page.getByRole('heading', { name: 'Revocation of 1 session' })).toBeVisible();
});

test('the question about all sessions of a user with one session shows that session', async () => {
  const { dialog, page } = operator;
  const { id } = await newUser('only-one', 0);
  const [handle = ''] = core.sandbox.seedSessions({
    ...{ userId: id, count: 1, tenantId: 'acme' },
    userDataInDatabase: { ip: '203.0.113.8', userAgent: 'curl/8.5.0' },
  });
  await operator.goto(`/users/${id}`);
  await page.getByRole('button', { name: 'End 1 session …', exact: true }).click();
  const facts = dialog.locator('dl');
  await expect(facts).toContainText('all sessions of only-one@users.example');
  await expect(facts).toContainText(/device.*curl\/8\.5\.0/);
  await expect(facts).toContainText(/network.*203\.0\.113\.8/);
  await expect(facts).toContainText(/tenant.*acme/);
  await expect(facts).toContainText(handle);
  await expect(facts.getByRole('time')).toBeVisible();
  await operator.confirm('End 1 session');
  await expect(facts).toContainText('curl/8.5.0');
  await dialog.getByRole('button', { name: 'Close' }).click();
});

test('a selection of sessions under several ids of one user is asked about as sessions of this user', async () => {
  const { dialog, page } = operator;
  await showUser(operator, 'emp-1815');
  const rows = operator
    .grid(/^Sessions of/)
    .locator('tbody')
    .getByRole('row');
  // By Google, and without a password: two ids of the same user.
  await rows.filter({ hasText: 'Google' }).first().getByRole('checkbox').check();
  await rows.filter({ hasText: 'passwordless' }).first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'End 2 selected sessions …' }).click();
  await expect(dialog).toContainText('End 2 sessions of Ada Lovelace (ada@alpha.example)?');
  await expect(dialog).toContainText('The user must sign in again on these devices.');
  await expect(dialog.locator('dl')).not.toContainText(/user/);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
});

test('the selected sessions are ended, and no other', async () => {
  const { id, email } = await newUser('selected', 6);
  await showUser(operator, id);
  const rows = operator
    .grid(/^Sessions of/)
    .locator('tbody')
    .getByRole('row');
  await expect(rows).toHaveCount(6);
  await rows.nth(1).getByRole('checkbox').check();
  await rows.nth(3).getByRole('checkbox').check();
  await operator.page.getByRole('button', { name: 'End 2 selected sessions …' }).click();
  await expect(operator.dialog).toContainText(email);
  await operator.confirm('End 2 sessions');
  await expect(operator.dialog).toContainText('2 of 2 sessions ended');
  await operator.dialog.getByRole('button', { name: 'Close' }).click();
  await expect(rows).toHaveCount(4);
  expect(await alive(id)).toHaveLength(4);
});

test('the sessions of a user in one tenant are ended, and none in the others', async () => {
  const { id } = await newUser('tenants', 3, ['public', 'acme']);
  await operator.goto(`/users/${id}`);
  await operator.page.getByRole('button', { name: 'End only some of the sessions' }).click();
  await operator.page.getByRole('menuitem', { name: /In tenant acme: end 3 sessions/ }).click();
  await operator.confirm('End 3 sessions');
  await expect(operator.dialog).toContainText('3 of 3 sessions ended');
  await operator.dialog.getByRole('button', { name: 'Close' }).click();
  const left = await alive(id);
  expect(left).toHaveLength(3);
  expect(left.filter((handle) => handle.endsWith('_acme'))).toEqual([]);
});

test('a user in 40 tenants is shown with a few names, and roles are read when they are asked for', async () => {
  const { page } = operator;
  const tenants = Array.from({ length: 39 }, (_, at) => `branch-${at}`);
  for (const tenantId of tenants) await core.client.put('/recipe/multitenancy/tenant/v2', { tenantId });
  const { id } = await newUser('everywhere', 0, tenants);
  await operator.goto(`/users/${id}`);
  const identity = page.getByRole('region', { name: 'Identity' });
  await expect(identity.getByRole('button', { name: 'and 35 more' })).toHaveCount(2);
  await expect(identity).not.toContainText('branch-38');
  await expectNoViolations(operator);
  await identity.getByRole('button', { name: 'and 35 more' }).first().click();
  await expect(identity).toContainText('branch-38');
  await identity.getByRole('button', { name: 'Read the roles in 40 tenants' }).click();
  await expect(identity.getByRole('definition').filter({ hasText: /^none$/ })).toBeVisible();
});

test('a user with linked accounts and external ids has no session left under any id', async () => {
  const ids = await idsOf('emp-1906');
  expect(await alive(...ids)).toHaveLength(7);
  await operator.goto('/users/emp-1906');
  await expect(operator.page.getByText(/SuperTokens.*would miss/)).toBeVisible();
  await operator.page.getByRole('button', { name: 'End 7 sessions …' }).click();
  await operator.confirm('End 7 sessions');
  await expect(operator.dialog).toContainText('7 of 7 sessions ended');
  await operator.dialog.getByRole('button', { name: 'Close' }).click();
  expect(await alive(...ids)).toEqual([]);
  await expect(operator.page.getByText(/^No sessions of/)).toBeVisible();
});

test('a report keeps the reason and how each target ended', async () => {
  const { id, email } = await newUser('report', 3);
  await operator.goto(`/users/${id}`);
  await operator.page.getByRole('button', { name: 'End 3 sessions …' }).click();
  await operator.dialog.getByRole('textbox', { name: 'Reason' }).fill('stolen laptop, INC-2214');
  await operator.confirm('End 3 sessions');
  await operator.dialog.getByRole('link', { name: 'Open the report' }).click();
  await expect(operator.page.getByText('stolen laptop, INC-2214')).toBeVisible();
  await expect(operator.page.getByRole('main').getByRole('link', { name: email }).first()).toBeVisible();
  await expect(
    operator
      .grid(/targets|sessions/i)
      .locator('tbody')
      .getByRole('row'),
  ).toHaveCount(3);
  await operator.goto('/revocations');
  await expect(operator.grid(/revocations/i).getByText('stolen laptop, INC-2214')).toBeVisible();
  await expect(operator.grid(/revocations/i).getByText(`all sessions of ${email}`)).toBeVisible();
});

test('a report of another connection shows no numbers under this one, and leads back to its own', async () => {
  const { page } = operator;
  const { id, handles } = await newUser('elsewhere', 3);
  await operator.goto(`/users/${id}`);
  await page.getByRole('button', { name: 'End 3 sessions …' }).click();
  await operator.confirm('End 3 sessions');
  await operator.dialog.getByRole('link', { name: 'Open the report' }).click();
  await operator.topBar.getByRole('button', { name: /own core/ }).click();
  await page.getByRole('menuitem', { name: /Sandbox/ }).click();
  await expect(operator.searchBox).toBeVisible();
  await page.goBack();
  const content = page.getByRole('main');
  await expect(content.getByText('This revocation belongs to own core')).toBeVisible();
  await expect(content).not.toContainText('3 of 3 sessions ended');
  await expect(content).not.toContainText(handles[0] ?? id);

  await content.getByRole('button', { name: 'Switch to own core' }).click();
  await expect(operator.topBar).toContainText('own core');
  await expect(page.getByRole('heading', { name: 'Revocation of 3 sessions' })).toBeVisible();
  await expect(content).toContainText('3 of 3 sessions ended');
});

test('cancelling ends nothing', async () => {
  const { id } = await newUser('cancel', 2);
  await operator.goto(`/users/${id}`);
  await operator.page.getByRole('button', { name: 'End 2 sessions …' }).click();
  await expect(operator.dialog.getByRole('textbox', { name: 'Reason' })).toBeFocused();
  await operator.dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(operator.dialog).toBeHidden();
  expect(await alive(id)).toHaveLength(2);
});

test('an id that is no user has its sessions shown, and they can be ended', async () => {
  await operator.goto('/users/service-nightly-export');
  await expect(operator.page.getByText(/No user has this id/).first()).toBeVisible();
  await operator.page.getByRole('button', { name: 'End 4 sessions …' }).click();
  await operator.confirm('End 4 sessions');
  await expect(operator.dialog).toContainText('4 of 4 sessions ended');
  await operator.dialog.getByRole('button', { name: 'Close' }).click();
  expect(await alive('service-nightly-export')).toEqual([]);
});

test.describe('the question before an end', () => {
  test('a read-only connection says so and ends nothing, whoever asks', {
    tag: '@control:read-only-guard',
  }, async () => {
    const { id, handles } = await newUser('readonly', 1);
    await connectTo(operator, { name: 'look only', address: core.uri, key: core.key, readOnly: true });
    await operator.goto(`/users/${id}`);
    await expect(operator.page.getByRole('contentinfo')).toContainText('read-only');
    await expect(operator.page.getByRole('button', { name: 'End 1 session …' })).toBeDisabled();

    const refused = await operator.page.evaluate(async (wanted) => {
      type Answer = { ok: true; value: { id: string } } | { ok: false; error: { code: string } };
      type Call = (input: object, id: string) => Promise<Answer>;
      const { revocation, connections } = (
        globalThis as unknown as {
          curfew: {
            revocation: { plan: Call; start: Call };
            connections: {
              watch: (
                i: object,
                id: string,
                on: (items: { id: string; name: string }[][]) => void,
                end: () => void,
              ) => void;
            };
          };
        }
      ).curfew;
      const list = await new Promise<{ id: string; name: string }[]>((resolve) => {
        connections.watch(
          {},
          crypto.randomUUID(),
          (items) => resolve(items.at(-1) ?? []),
          () => undefined,
        );
      });
      const connectionId = list.find(({ name }) => name === 'look only')?.id;
      const plan = await revocation.plan(
        { connectionId, selection: { type: 'handles', handles: wanted } },
        crypto.randomUUID(),
      );
      if (!plan.ok) return plan.error.code;
      const options = { passes: 3, watchMinutes: 0, watchThen: 'report' };
      const order = { planId: plan.value.id, reason: 'spec', ticket: null, typedCount: null, options };
      const end = await revocation.start(order, crypto.randomUUID());
      return end.ok ? 'ended' : end.error.code;
    }, handles);
    expect(refused).toBe('read-only');
    expect(await alive(id)).toEqual(handles);
  });
});
