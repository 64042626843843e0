import { expect, it } from 'vitest';
import { scopeOf, tenantChoices } from './tenant-scope.ts';

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
  expect(tenantChoices(scopeOf(many, null)).map(({ value }) => value)).not.toContain('');
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
