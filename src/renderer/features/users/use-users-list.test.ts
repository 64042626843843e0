import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { User } from '../../../contract/domain/user.ts';
import {
  describeNoUsers,
  describeUserCount,
  firstPageSize,
  listedTenants,
  mergeTenantPages,
  type TenantPage,
  tenantChoices,
} from './use-users-list.ts';

function newUser(id: string, timeJoined: number): User {
  return {
    id,
    timeJoined,
    isPrimaryUser: true,
    tenantIds: ['public'],
    emails: [],
    phoneNumbers: [],
    thirdParty: [],
    loginMethods: [],
  };
}

const ids = (pages: readonly TenantPage[]) => mergeTenantPages(pages).users.map((user) => user.id);

/** What a core with these users would answer to a request. */
function answer(
  tenants: Readonly<Record<string, readonly User[]>>,
  tenantId: string,
  size: number,
  token = '0',
): TenantPage {
  const from = Number(token);
  const all = tenants[tenantId] ?? [];
  return {
    tenantId,
    users: all.slice(from, from + size),
    ...(from + size < all.length ? { nextPageToken: String(from + size) } : {}),
  };
}

describe('users of several tenants in one list', () => {
  it('come with the newest first, each once', () => {
    const shared = newUser('shared', 5);
    const pages = [
      { tenantId: 'public', users: [newUser('new', 9), shared] },
      { tenantId: 'acme', users: [newUser('middle', 7), shared, newUser('old', 1)] },
    ];
    expect(ids(pages)).toEqual(['new', 'middle', 'shared', 'old']);
    expect(mergeTenantPages(pages).next).toEqual([]);
  });

  it('wait for a page that may hold newer ones', () => {
    const pages = [
      { tenantId: 'public', users: [newUser('a', 9), newUser('b', 6)], nextPageToken: 'p2' },
      { tenantId: 'acme', users: [newUser('c', 8), newUser('d', 2)] },
    ];
    expect(ids(pages)).toEqual(['a', 'c']);
    expect(mergeTenantPages(pages).next).toEqual([{ tenantId: 'public', pageToken: 'p2' }]);
  });

  it('are in the order of the core where there is one tenant', () => {
    const pages = [{ tenantId: 'public', users: [newUser('b', 5), newUser('a', 5)], nextPageToken: 'p2' }];
    expect(ids(pages)).toEqual(['b', 'a']);
    expect(mergeTenantPages(pages).next).toEqual([{ tenantId: 'public', pageToken: 'p2' }]);
  });

  it('are empty for tenants without users', () => {
    expect(mergeTenantPages([{ tenantId: 'public', users: [] }])).toEqual({ users: [], next: [] });
  });

  it('are all there at the end, whatever the tenants hold, and never move once shown', () => {
    const joined = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 15 });
    fc.assert(
      fc.property(joined, joined, joined, fc.integer({ min: 1, max: 4 }), (a, b, c, size) => {
        const tenants = Object.fromEntries(
          [a, b, c].map((times, index) => [
            `t${index}`,
            times
              .map((time) => newUser(`${time}`, time))
              .filter((user, at, all) => all.findIndex((other) => other.id === user.id) === at)
              .sort((x, y) => y.timeJoined - x.timeJoined),
          ]),
        );
        let pages: TenantPage[] = Object.keys(tenants).map((tenantId) => answer(tenants, tenantId, size));
        let merged = mergeTenantPages(pages);
        while (merged.next.length > 0) {
          const shown = merged.users.map((user) => user.id);
          pages = [
            ...pages,
            ...merged.next.map((next) => answer(tenants, next.tenantId, size, next.pageToken)),
          ];
          merged = mergeTenantPages(pages);
          expect(merged.users.slice(0, shown.length).map((user) => user.id)).toEqual(shown);
        }
        const allUsers = new Set(Object.values(tenants).flatMap((users) => users.map((user) => user.id)));
        expect(merged.users.map((user) => user.id)).toEqual(
          [...allUsers].sort((x, y) => Number(y) - Number(x)),
        );
      }),
    );
  });
});

describe('users of 152 tenants in one list', () => {
  /** 50,000 users, each tenant with users of every time. */
  const tenants = Object.fromEntries(
    Array.from({ length: 152 }, (_, tenant) => [
      `t${tenant}`,
      Array.from({ length: 329 }, (_, at) => newUser(`${tenant}-${at}`, 1_000_000 - at * 152 - tenant)),
    ]),
  );

  it('begin with one small page of each, and go on with a few pages at a time until all are there', () => {
    let pages = Object.keys(tenants).map((tenantId) => answer(tenants, tenantId, firstPageSize(152)));
    let merged = mergeTenantPages(pages);
    expect(merged.users.length).toBeGreaterThan(1_000);
    let steps = 0;
    while (merged.next.length > 0) {
      steps += 1;
      expect(merged.next.length).toBeLessThanOrEqual(8);
      const more = merged.next.map((next) => answer(tenants, next.tenantId, 100, next.pageToken));
      pages = [...pages, ...more];
      merged = mergeTenantPages(pages);
    }
    const joined = merged.users.map(({ timeJoined }) => timeJoined);
    expect(joined).toHaveLength(152 * 329);
    expect(joined).toEqual([...joined].sort((a, b) => b - a));
    // Four more pages of each tenant, eight at a time.
    expect(steps).toBe((152 * 4) / 8);
  });
});

const few = ['public', 'acme', 'globex'];
const counts = (count: number) => ({ count, all: null, unlisted: 0 });
const many = Array.from({ length: 501 }, (_, index) => (index === 0 ? 'public' : `t${index}`));

it('all tenants are listed unless one is chosen', () => {
  expect(listedTenants(few, null)).toMatchObject({ tenant: null, tenantIds: few });
  expect(describeNoUsers(listedTenants(few, 'acme'))).toBe('No users in tenant acme');
  expect(describeNoUsers(listedTenants(few, null))).toBe('No users in 3 tenants');
  expect(listedTenants(few, 'acme')).toMatchObject({
    tenant: 'acme',
    tenantIds: ['acme'],
  });
});

it('the default tenant comes first where there are too many to list all', () => {
  expect(listedTenants(many, null)).toMatchObject({ tenant: 'public', tenantIds: ['public'] });
});

it('the choice of all tenants is disabled where there are too many, and says why', () => {
  expect(tenantChoices(listedTenants(many, null))[0]).toEqual({
    value: '',
    label: 'All tenants (501 are too many to list together)',
    disabled: true,
  });
  expect(tenantChoices(listedTenants(few, null))[0]).toEqual({ value: '', label: 'All tenants' });
});

it('all of 152 tenants are listed together, with the number of all their users', () => {
  const tenants = Array.from({ length: 152 }, (_, index) => (index === 0 ? 'public' : `t${index}`));
  const listed = listedTenants(tenants, null);
  expect(listed).toMatchObject({ tenant: null, tenantIds: tenants, isOneOfMany: false });
  expect(describeUserCount(listed, counts(49_905))).toBe('49,905 users in all, 152 tenants');
  expect(tenantChoices(listed)[0]).toEqual({ value: '', label: 'All tenants' });
});

it('the number of one tenant is not given as the number of all 501', () => {
  const listed = listedTenants(many, null);
  expect(describeUserCount(listed, { ...counts(296), all: 49_905 })).toBe(
    '296 users in tenant public, of 49,905 in all and 501 tenants',
  );
  expect(describeUserCount(listed, counts(296))).toBe('296 users in tenant public, one of 501 tenants');
  expect(describeUserCount(listedTenants(few, null), counts(296))).toBe('296 users in all, 3 tenants');
});

it('users who are counted and not listed are named as that', () => {
  expect(describeUserCount(listedTenants(few, null), { ...counts(300), unlisted: 2 })).toBe(
    '300 users in all, 3 tenants. 2 users are not listed: in no tenant, or new or deleted since the list was begun',
  );
});

it('the first pages of many tenants are small, and have about as many users together as those of few', () => {
  expect([1, 3, 24, 152, 500].map(firstPageSize)).toEqual([100, 100, 63, 10, 10]);
});

it('no tenant is read before the tenants are known', () => {
  expect(listedTenants(null, null).tenantIds).toEqual([]);
});

it('a chosen tenant that the core does not list can still be chosen', () => {
  expect(tenantChoices(listedTenants(few, 'gone')).map(({ value }) => value)).toEqual([
    '',
    'acme',
    'globex',
    'gone',
    'public',
  ]);
});
