import { describe, expect, it } from 'vitest';
import type { IdentityId, LoginMethod } from '../../../contract/domain/user.ts';
import {
  actWords,
  duplicateWords,
  estimateWords,
  keptWords,
  ownWords,
  planUsersWords,
  sharesByMethod,
  shareWords,
  tenantWords,
  typedNumber,
} from './plan-words.ts';

describe('actWords', () => {
  it.each([
    [1, 'End 1 session'],
    [23, 'End 23 sessions'],
    [10_005, 'End 10,005 sessions'],
  ])('%i: %s', (sessions, words) => {
    expect(actWords(sessions)).toBe(words);
  });
});

describe('duplicateWords', () => {
  it('counts lines of a list, and handles of other selections', () => {
    const list = { type: 'list', name: 'leaked.csv' } as const;
    expect(duplicateWords({ duplicates: 1, scope: list })).toBe(
      '1 line of the list repeats another one. Each session is counted once.',
    );
    expect(duplicateWords({ duplicates: 2, scope: { type: 'handles' } })).toBe(
      '2 handles repeat another one. Each session is counted once.',
    );
  });
});

describe('shareWords', () => {
  it('names most sessions first', () => {
    expect(
      shareWords(
        [
          { name: 'acme', sessions: 3 },
          { name: 'public', sessions: 20 },
        ],
        2,
      ),
    ).toBe('public 20, acme 3');
  });

  it('keeps a long list short and says how many names it left out', () => {
    expect(shareWords(tenants(1_000), 1_000, 2)).toBe('t0 1,000, t1 999, and 998 more');
  });

  it('counts the 152 tenants of a plan, of which main names the largest 50', () => {
    expect(tenantWords({ byTenant: tenants(50), tenants: 152 })).toMatch(
      /^t0 1,000, .*, t5 995, and 146 more$/,
    );
  });

  function tenants(length: number) {
    return Array.from({ length }, (_, index) => ({ name: `t${index}`, sessions: 1_000 - index }));
  }
});

describe('sharesByMethod', () => {
  const joined = { tenantIds: ['public'], timeJoined: 0, verified: true };
  const methods: LoginMethod[] = [
    { ...joined, recipeId: 'thirdparty', recipeUserId: 'emp-1', thirdParty: { id: 'google', userId: '9' } },
    { ...joined, recipeId: 'emailpassword', recipeUserId: 'p' },
  ];
  const identity = (id: string, recipeUserId: string | null): IdentityId => ({
    id,
    kind: 'only',
    recipeUserId,
  });

  it('adds both ids of a login method, and leaves out what has no sessions', () => {
    const byIdentity = [
      { identity: identity('emp-1', 'emp-1'), sessions: 12 },
      { identity: identity('internal', 'emp-1'), sessions: 2 },
      { identity: identity('p', 'p'), sessions: 0 },
    ];
    expect(sharesByMethod({ byIdentity }, methods)).toEqual([{ name: 'Google', sessions: 14 }]);
  });

  it('tells sessions of an id that is no user', () => {
    expect(sharesByMethod({ byIdentity: [{ identity: identity('svc', null), sessions: 4 }] }, [])).toEqual([
      { name: 'no login method', sessions: 4 },
    ]);
  });
});

describe('typedNumber', () => {
  it.each([
    ['23', 23],
    [' 10,005 ', 10_005],
    ['10 005', 10_005],
    ['', null],
    ['all', null],
    ['-23', null],
    ['2e3', null],
  ])('%j: %s', (text, number) => {
    expect(typedNumber(text)).toBe(number);
  });
});

describe('what stands beside the number of sessions', () => {
  it('says whose they are, as far as that is known', () => {
    const list = { type: 'list', name: 'leaked.csv' } as const;
    expect(planUsersWords({ scope: list, users: 340, wholeUsers: 0 })).toBe('340');
    expect(planUsersWords({ scope: list, users: 340, wholeUsers: 12 })).toMatch(/^340, 12 of them with/);
    expect(planUsersWords({ scope: list, users: 2, wholeUsers: 2 })).toMatch(/^2, all of them with/);
    expect(planUsersWords({ scope: list, users: null, wholeUsers: 0 })).toBeNull();
  });

  it('says which of them are the own ones, and which were left out', () => {
    expect(ownWords(1)).toBe('1 of these is your own session');
    expect(ownWords(2)).toBe('2 of these are your own sessions');
    expect(keptWords(12)).toBe('12 sessions that you took out stay');
  });

  it('says how long it takes when that is more than a few seconds', () => {
    expect(estimateWords(4_000)).toBeNull();
    expect(estimateWords(95_000)).toBe('about 2 min');
  });
});
