import { expect, it } from 'vitest';
import { describeNoUsers, describeUserCount, listedTenants, tenantChoices } from './listed-tenants.ts';

const few = ['public', 'acme', 'globex'];
const many = Array.from({ length: 30 }, (_, index) => (index === 0 ? 'public' : `t${index}`));

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
    label: 'All tenants (30 are too many to list together)',
    disabled: true,
  });
  expect(tenantChoices(listedTenants(few, null))[0]).toEqual({ value: '', label: 'All tenants' });
});

it('the number of one tenant is not given as the number of all 152', () => {
  const tenants = Array.from({ length: 152 }, (_, index) => (index === 0 ? 'public' : `t${index}`));
  const listed = listedTenants(tenants, null);
  expect(describeUserCount(listed, 296, 49_905)).toBe('296 users in tenant public, of 49,905 in 152 tenants');
  expect(describeUserCount(listed, 296, null)).toBe('296 users in tenant public, one of 152 tenants');
  expect(describeUserCount(listedTenants(few, null), 296, null)).toBe('296 users in 3 tenants');
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
