import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressSortKey } from './recorded-address.ts';

function sorted(addresses: readonly string[]): readonly string[] {
  return addresses.toSorted((a, b) => (addressSortKey(a) < addressSortKey(b) ? -1 : 1));
}

describe('the order of recorded addresses', () => {
  it.each([
    [['9.0.0.1', '10.0.0.9', '10.0.0.10', '192.0.2.1', '255.255.255.255']],
    [['10.0.0.9:443', '10.0.0.10, 192.0.2.1', '::ffff:10.0.0.11', '[::ffff:10.0.0.12]:80']],
    [['::', '::1', '::2:0', '2001:db8::9', '2001:DB8::10', '2001:db8:0:1::', 'fe80::1%eth0', 'ffff::']],
    [['255.255.255.255', '::1', 'none']],
    [['ffff::', '', '10.0.0', '10.0.0.256', '2001:db8:::1', 'Alpha', 'beta']],
  ])('is %j', (addresses) => {
    expect(sorted(addresses.toReversed())).toEqual(addresses);
  });

  it.each([
    ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1'],
    ['203.0.113.7', '::ffff:cb00:7107'],
    ['::1.2.3.4', '::102:304'],
    ['203.0.113.7', '203.0.113.7:443, 10.0.0.1'],
  ])('has %s and %s in one place', (one, other) => {
    expect(addressSortKey(one)).toBe(addressSortKey(other));
  });

  it('is that of the numbers of IPv4 addresses', () => {
    const bytes = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    const numberOf = (parts: readonly number[]) => parts.reduce((sum, part) => sum * 256 + part, 0);
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        const [x, y] = [addressSortKey(a.join('.')), addressSortKey(b.join('.'))];
        expect(x < y).toBe(numberOf(a) < numberOf(b));
      }),
    );
  });

  it('is found for a long text that others wrote', () => {
    for (const text of [':'.repeat(4_096), '1:'.repeat(2_048), '.'.repeat(4_096), '['.repeat(4_096)])
      expect(addressSortKey(text)).toBe(`t${text}`);
  });
});
