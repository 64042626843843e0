import supertokens from 'supertokens-node';
import AccountLinking from 'supertokens-node/recipe/accountlinking';
import EmailPassword from 'supertokens-node/recipe/emailpassword';
import Multitenancy from 'supertokens-node/recipe/multitenancy';
import Passwordless from 'supertokens-node/recipe/passwordless';
import Session from 'supertokens-node/recipe/session';
import ThirdParty from 'supertokens-node/recipe/thirdparty';
import UserMetadata from 'supertokens-node/recipe/usermetadata';
import UserRoles from 'supertokens-node/recipe/userroles';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../support/sandbox.ts';

// The SDK keeps its core in statics of its process: this file has a worker of its own, and one sandbox.
describe('supertokens-node against the sandbox core', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ sampleData: true });
    supertokens.init({
      framework: 'express',
      telemetry: false,
      supertokens: { connectionURI: sandbox.uri, apiKey: sandbox.apiKey, disableCoreCallCache: true },
      appInfo: { appName: 'Curfew', apiDomain: 'http://localhost', websiteDomain: 'http://localhost' },
      recipeList: [
        ...[
          Session.init(),
          AccountLinking.init(),
          EmailPassword.init(),
          ThirdParty.init(),
          Multitenancy.init(),
        ],
        ...[UserMetadata.init(), UserRoles.init()],
        Passwordless.init({ contactMethod: 'EMAIL_OR_PHONE', flowType: 'USER_INPUT_CODE' }),
      ],
    });
  });

  afterAll(() => sandbox.close());

  it('reads users', async () => {
    const ada = await supertokens.getUser('emp-1815');
    expect(ada).toMatchObject({ id: 'emp-1815', isPrimaryUser: true, emails: ['ada@alpha.example'] });
    expect(ada?.loginMethods.map((method) => method.recipeId)).toEqual([
      ...['thirdparty', 'emailpassword', 'passwordless'],
    ]);
    expect(await supertokens.getUser('nobody')).toBeUndefined();
    const newest = await supertokens.getUsersNewestFirst({ tenantId: 'acme', limit: 5 });
    expect(newest.users).toHaveLength(5);
    const { nextPaginationToken: paginationToken = '' } = newest;
    const older = await supertokens.getUsersNewestFirst({ tenantId: 'acme', limit: 5, paginationToken });
    const joined = [...newest.users, ...older.users].map((user) => user.timeJoined);
    expect(joined).toEqual([...joined].sort((a, b) => b - a));
    const found = await supertokens.getUsersOldestFirst({ tenantId: 'public', query: { phone: '+36201' } });
    expect(found.users.map(({ id }) => id)).toEqual(['emp-1815']);
    expect(await supertokens.getUserCount()).toBe(300);
    expect(await supertokens.getUserCount(undefined, 'acme')).toBeLessThan(200);
  });

  it('finds users by account info, united or crossed', async () => {
    const info = { email: 'ada@alpha.example', phoneNumber: '+36201234567' };
    expect((await supertokens.listUsersByAccountInfo('public', info)).map(({ id }) => id)).toEqual([
      'emp-1815',
    ]);
    const mixed = { email: 'grace.hopper@alpha.example', phoneNumber: '+36201234567' };
    expect(await supertokens.listUsersByAccountInfo('public', mixed)).toEqual([]);
    expect(await supertokens.listUsersByAccountInfo('public', mixed, true)).toHaveLength(2);
  });

  it('reads tenants, roles, metadata and mappings', async () => {
    const { tenants } = await Multitenancy.listAllTenants();
    expect(tenants.map(({ tenantId }) => tenantId)).toEqual(['public', 'acme', 'north']);
    expect((await UserRoles.getRolesForUser('acme', 'emp-1815')).roles).toEqual(['admin', 'member']);
    expect((await UserMetadata.getUserMetadata('emp-1815')).metadata).toMatchObject({ first_name: 'Ada' });
    const mapping = await supertokens.getUserIdMapping({ userId: 'emp-1815' });
    expect(mapping).toMatchObject({ status: 'OK', externalUserId: 'emp-1815' });
    expect(await supertokens.getUserIdMapping({ userId: 'nobody', userIdType: 'EXTERNAL' })).toEqual({
      status: 'UNKNOWN_MAPPING_ERROR',
    });
  });

  it('reads and ends sessions', async () => {
    const handles = sandbox.seedSessions({ userId: 'someone', count: 5 });
    const [first = '', second = '', third = ''] = handles;
    expect(await Session.getSessionInformation(first)).toMatchObject({
      sessionHandle: first,
      userId: 'someone',
    });
    expect(await Session.getSessionInformation('no-such-handle')).toBeUndefined();
    expect(await Session.getAllSessionHandlesForUser('someone')).toEqual(handles);
    expect(await Session.revokeSession(first)).toBe(true);
    expect(await Session.revokeSession(first)).toBe(false);
    expect(await Session.revokeMultipleSessions([first, second, third])).toEqual([second, third]);
    expect(await Session.revokeAllSessionsForUser('someone')).toHaveLength(2);
    expect(await Session.getAllSessionHandlesForUser('someone')).toEqual([]);
  });

  it('makes tenants, users and sessions, and takes them away', async () => {
    expect(
      await Multitenancy.createOrUpdateTenant('fresh', { firstFactors: ['emailpassword'] }),
    ).toMatchObject({
      createdNew: true,
    });
    const signedUp = await EmailPassword.signUp('fresh', 'new@fresh.example', 's3cret-enough');
    const viaGoogle = await ThirdParty.manuallyCreateOrUpdateUser(
      'fresh',
      'google',
      'g-1',
      'new@fresh.example',
      true,
    );
    const byPhone = await Passwordless.signInUp({ tenantId: 'fresh', phoneNumber: '+36201112233' });
    if (signedUp.status !== 'OK' || viaGoogle.status !== 'OK') throw new Error('a sign-up failed');
    expect(byPhone.createdNewRecipeUser).toBe(true);
    await UserRoles.createNewRoleOrAddPermissions('auditor', ['trail:read']);
    await UserRoles.addRoleToUser('fresh', signedUp.user.id, 'auditor');
    const { recipeUserId } = signedUp;
    const session = await Session.createNewSessionWithoutRequestResponse(
      'fresh',
      recipeUserId,
      {},
      { ip: '192.0.2.1' },
    );
    expect(session.getHandle()).toMatch(/_fresh$/);
    expect(session.getAccessTokenPayload()['st-role'].v).toEqual(['auditor']);
    expect((await UserRoles.deleteRole('auditor')).didRoleExist).toBe(true);

    expect((await AccountLinking.createPrimaryUser(viaGoogle.recipeUserId)).status).toBe('OK');
    expect((await AccountLinking.linkAccounts(recipeUserId, viaGoogle.user.id)).status).toBe('OK');
    expect(await Session.getSessionInformation(session.getHandle())).toBeUndefined();
    const mapping = { superTokensUserId: viaGoogle.user.id, externalUserId: 'ext-fresh' };
    expect((await supertokens.createUserIdMapping(mapping)).status).toBe('OK');
    expect((await supertokens.getUser('ext-fresh'))?.loginMethods).toHaveLength(2);
    expect((await supertokens.deleteUserIdMapping({ userId: 'ext-fresh' })).didMappingExist).toBe(true);

    for (const { user } of [viaGoogle, byPhone]) await supertokens.deleteUser(user.id);
    expect(await supertokens.getUser(viaGoogle.user.id)).toBeUndefined();
    expect(await supertokens.getUser(signedUp.user.id)).toBeUndefined();
    expect(await supertokens.getUserCount(undefined, 'fresh')).toBe(0);
    expect((await Multitenancy.deleteTenant('fresh')).didExist).toBe(true);
  });
});
