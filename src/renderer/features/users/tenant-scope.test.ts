import { expect, it } from 'vitest';
import { countWords, scopeOf, tenantChoices } from './tenant-scope.ts';

const few = ['public', 'acme', 'globex'];
const many = Array.from({ length: 30 }, (_, index) => (index === 0 ? 'public' : `t${index}`));

it('lists all tenants unless one is chosen', () => {
  expect(scopeOf(few, null)).toMatchObject({ tenant: null, tenantIds: few, words: 'in 3 tenants' });
  expect(scopeOf(few, 'acme')).toMatchObject({
    tenant: 'acme',
    tenantIds: ['acme'],
    words: 'in tenant acme',
  });
});

it('begins with the default tenant where there are too many to ask each', () => {
  expect(scopeOf(many, null)).toMatchObject({ tenant: 'public', tenantIds: ['public'] });
});

it('says that all tenants cannot be chosen where there are too many, and does not drop the choice', () => {
  expect(tenantChoices(scopeOf(many, null))[0]).toEqual({
    value: '',
    label: 'All tenants: too many to list at once',
    disabled: true,
  });
  expect(tenantChoices(scopeOf(few, null))[0]).toEqual({ value: '', label: 'All tenants' });
});

it('does not give the number of one tenant for that of all 152', () => {
  const tenants = Array.from({ length: 152 }, (_, index) => (index === 0 ? 'public' : `t${index}`));
  const scope = scopeOf(tenants, null);
  expect(countWords(scope, 296, 49_905)).toBe('296 users in tenant public, of 49,905 in 152 tenants');
  expect(countWords(scope, 296, null)).toBe('296 users in tenant public, one of 152 tenants');
  expect(countWords(scopeOf(few, null), 296, null)).toBe('296 users in 3 tenants');
});

it('reads nothing before the tenants are known', () => {
  expect(scopeOf(null, null).tenantIds).toEqual([]);
});

it('keeps a chosen tenant to choose from that the core does not list', () => {
  expect(tenantChoices(scopeOf(few, 'gone')).map(({ value }) => value)).toEqual([
    '',
    'acme',
    'globex',
    'gone',
    'public',
  ]);
});
