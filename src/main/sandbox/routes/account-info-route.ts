import { type Exchange, json, type Reply, type Route } from '../exchange.ts';
import { flagParam } from '../input.ts';
import { userJson } from '../store/user-json.ts';
import type { LoginMethod } from '../store/users.ts';

type Test = (method: LoginMethod) => boolean;

/** Users by exact address, number or third-party account, in one tenant. */
export const accountInfoRoutes: readonly Route[] = [
  { method: 'GET', path: '/users/by-accountinfo', handle: byAccountInfo },
];

function byAccountInfo(exchange: Exchange): Reply {
  const { store, tenantId, query } = exchange;
  const tests = testsOf(query);
  const union = flagParam(exchange, 'doUnionOfAccountInfo', false);
  const users = store.users.inTenant(tenantId, 'ASC').filter((user) => {
    const holds = (test: Test) =>
      user.methods.some((method) => method.tenantIds.has(tenantId) && test(method));
    return tests.length > 0 && (union ? tests.some(holds) : tests.every(holds));
  });
  return json({ status: 'OK', users: users.map((user) => userJson(store, user)) });
}

function testsOf(query: URLSearchParams): Test[] {
  const email = query.get('email')?.trim().toLowerCase();
  const phone = query.get('phoneNumber');
  const provider = query.get('thirdPartyId');
  const account = query.get('thirdPartyUserId');
  const tests: Test[] = [];
  if (email !== undefined) tests.push((method) => method.email === email);
  if (phone !== null) tests.push((method) => method.phoneNumber === phone);
  if (provider !== null && account !== null) {
    tests.push(({ thirdParty }) => thirdParty?.id === provider && thirdParty.userId === account);
  }
  return tests;
}
