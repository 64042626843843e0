import { describe, expect, it } from 'vitest';
import type { PlanSource } from '../../../contract/domain/revocation/plan.ts';
import { defaultRunOptions } from '../../../contract/domain/revocation/run.ts';
import type { IdentityId, LoginMethod } from '../../../contract/domain/user.ts';
import {
  formatOwn,
  formatPlanSource,
  formatPlanUsers,
  formatRunOptions,
  formatShares,
  formatTenants,
  sharesByMethod,
} from './format-plan.ts';

describe('the source of a plan', () => {
  it.each<[PlanSource, string]>([
    [{ type: 'handles' }, '1,240 selected sessions'],
    [{ type: 'user', userId: 'emp-1', tenantId: null }, 'all sessions of emp-1'],
    [{ type: 'user', userId: 'emp-1', tenantId: 'acme' }, 'all sessions of emp-1 in tenant acme'],
    [{ type: 'list', name: 'leaked.csv' }, 'list leaked.csv'],
    [{ type: 'rule', rule: { all: [] }, tenants: ['acme'] }, 'All sessions of all users in tenant acme'],
    [
      { type: 'list', name: 'leaked.csv', retryOf: 'r' },
      'list leaked.csv, only lines that were not covered before',
    ],
    [
      { type: 'rule', rule: { all: [] }, tenants: null, retryOf: 'r' },
      'All sessions of all users in all tenants, only users and sessions that could not be read before',
    ],
  ])('is said in a line: %j', (source, line) => {
    expect(formatPlanSource(source, { targets: 1_240, times: 'utc' })).toBe(line);
  });

  it('names the user where the name is known', () => {
    const source = { type: 'user', userId: 'emp-1', tenantId: null } as const;
    expect(formatPlanSource(source, { targets: 2, times: 'utc', userName: 'ada@alpha.example' })).toBe(
      'all sessions of ada@alpha.example',
    );
  });
});

describe('the shares of a plan', () => {
  it('name the largest first', () => {
    const shares = [
      { name: 'acme', sessions: 3 },
      { name: 'public', sessions: 20 },
    ];
    expect(formatShares(shares, 2)).toBe('public 20, acme 3');
  });

  it('are a short list that says how many names are missing', () => {
    expect(formatShares(tenants(1_000), 1_000, 2)).toBe('t0 1,000, t1 999, and 998 more');
  });

  it('count the 152 tenants of a plan, of which main names the largest 50', () => {
    expect(formatTenants({ byTenant: tenants(50), tenants: 152 })).toMatch(
      /^t0 1,000, .*, t5 995, and 146 more$/,
    );
  });

  function tenants(length: number) {
    return Array.from({ length }, (_, index) => ({ name: `t${index}`, sessions: 1_000 - index }));
  }
});

describe('the sessions of a plan by login method', () => {
  const joined = { tenantIds: ['public'], timeJoined: 0, verified: true };
  const methods: LoginMethod[] = [
    { ...joined, recipeId: 'thirdparty', recipeUserId: 'emp-1', thirdParty: { id: 'google', userId: '9' } },
    { ...joined, recipeId: 'emailpassword', recipeUserId: 'p' },
  ];
  const identity = (id: string, recipeUserId: string | null): IdentityId => ({
    ...{ id, kind: 'only', recipeUserId },
  });

  it('are added up over both ids of a login method, without methods that have no session', () => {
    const byIdentity = [
      { identity: identity('emp-1', 'emp-1'), sessions: 12 },
      { identity: identity('internal', 'emp-1'), sessions: 2 },
      { identity: identity('p', 'p'), sessions: 0 },
    ];
    expect(sharesByMethod({ byIdentity }, methods)).toEqual([{ name: 'Google', sessions: 14 }]);
  });

  it('include sessions of an id that is no user', () => {
    expect(sharesByMethod({ byIdentity: [{ identity: identity('svc', null), sessions: 4 }] }, [])).toEqual([
      { name: 'no login method', sessions: 4 },
    ]);
  });
});

describe('the users of a plan', () => {
  it('are counted as far as they are known, with those whose sessions are all ended', () => {
    const list = { type: 'list', name: 'leaked.csv' } as const;
    expect(formatPlanUsers({ source: list, users: 340, wholeUsers: 0 })).toBe('340');
    expect(formatPlanUsers({ source: list, users: 340, wholeUsers: 12 })).toMatch(/^340\. For 12 of them/);
    expect(formatPlanUsers({ source: list, users: 2, wholeUsers: 2 })).toMatch(/^2\. All their sessions/);
    expect(formatPlanUsers({ source: list, users: null, wholeUsers: 0 })).toBeNull();
  });
});

describe('the options of a run', () => {
  it.each([
    [defaultRunOptions, '3 passes, no watch'],
    [{ passes: 1, watchMinutes: 10, watchThen: 'end' }, '1 pass, then watch for 10 min and end new sessions'],
    [
      { passes: 2, watchMinutes: 5, watchThen: 'report' },
      '2 passes, then watch for 5 min and report new sessions',
    ],
  ] as const)('are said in a line: %j', (options, line) => {
    expect(formatRunOptions(options)).toBe(line);
  });
});

describe("the operator's own sessions of a plan", () => {
  it('are not said to be none where it was not read whose sessions these are', () => {
    expect(formatOwn({ own: 0 })).toBeNull();
    expect(formatOwn({ own: 2 })).toBe('2 of these are your own sessions');
    expect(formatOwn({ own: 0, ownUnread: 501 })).toBe(
      'Not known for 501 sessions: it was not read whose they are',
    );
    expect(formatOwn({ own: 2, ownUnread: 1 })).toBe(
      '2 of these are your own sessions. Not known for 1 session: it was not read whose it is',
    );
  });
});
