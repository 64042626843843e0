import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressSortKey } from '../../../contract/domain/text/recorded-address.ts';
import { toAppError } from '../../../contract/failure.ts';
import { parseNetwork, parseRecordedAddress } from './conditions.ts';

function contains(network: string, recorded: string): boolean | 'no address' {
  const address = parseRecordedAddress(recorded);
  return address === null ? 'no address' : parseNetwork(network).contains(address);
}

describe('a network', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7', true],
    ['203.0.113.7', '203.0.113.8', false],
    ['203.0.113.0/24', '203.0.113.255', true],
    ['203.0.113.0/24', '203.0.114.0', false],
    ['203.0.113.9/24', '203.0.113.255', true],
    ['203.0.113.8/31', '203.0.113.9', true],
    ['203.0.113.8/31', '203.0.113.10', false],
    ['0.0.0.0/0', '198.51.100.1', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:db8::/33', '2001:db8:8000::1', false],
    ['2001:DB8:0:0::1', '2001:db8::1', true],
    ['::/0', '2001:db8::1', true],
    ['::/0', '203.0.113.7', false],
    ['0.0.0.0/0', '2001:db8::1', false],
  ])('%s contains %s: %s', (network, recorded, expected) => {
    expect(contains(network, recorded)).toBe(expected);
  });

  test('is the same in IPv4 and in IPv4 written as IPv6', () => {
    expect(contains('203.0.113.7', '::ffff:203.0.113.7')).toBe(true);
    expect(contains('203.0.113.0/24', '::ffff:cb00:71ff')).toBe(true);
    expect(contains('::ffff:203.0.113.7', '203.0.113.7')).toBe(true);
    expect(contains('::ffff:203.0.113.0/120', '203.0.113.200')).toBe(true);
    expect(contains('::ffff:203.0.113.0/120', '203.0.114.1')).toBe(false);
  });

  test.each([
    '',
    'example.com',
    '203.0.113',
    '203.0.113.256',
    '203.0.113.0/33',
    '203.0.113.0/',
    '203.0.113.0/-1',
    '203.0.113.0/8/8',
    '203.0.113.0/2x',
    '2001:db8::/129',
    '2001:db8:::/32',
    '::ffff:203.0.113.0/90',
  ])('%j is refused, and the error names it', (text) => {
    let error = null;
    try {
      parseNetwork(text);
    } catch (thrown) {
      error = toAppError(thrown);
    }
    expect(error?.code).toBe('bad-input');
    expect(error).toMatchObject({ reason: 'not-a-network', params: { value: JSON.stringify(text) } });
  });
});

describe('an address that an application recorded', () => {
  test.each([
    ['203.0.113.7'],
    [' 203.0.113.7 '],
    ['203.0.113.7:443'],
    ['203.0.113.7, 10.0.0.1'],
    ['203.0.113.7:443,10.0.0.1:80'],
    ['::ffff:203.0.113.7'],
    ['[::ffff:203.0.113.7]:443'],
  ])('as %s is 203.0.113.7', (recorded) => {
    expect(contains('203.0.113.7', recorded)).toBe(true);
    expect(contains('10.0.0.1', recorded)).toBe(false);
  });

  test.each([
    ['2001:db8::1'],
    ['[2001:db8::1]'],
    ['[2001:db8::1]:443'],
    ['2001:db8::1%eth0'],
  ])('as %s is 2001:db8::1', (recorded) => {
    expect(contains('2001:db8::1', recorded)).toBe(true);
  });

  test.each([
    'unknown',
    '203.0.113',
    '203.0.113.7:port',
    '[203.0.113.7]:443',
    '[2001:db8::1',
    ', 10.0.0.1',
    '010.0.0.1',
    '',
  ])('as %j is not an address', (recorded) => {
    expect(contains('0.0.0.0/0', recorded)).toBe('no address');
  });
});

/** Addresses, and texts that are nearly some. */
function anyRecorded(): fc.Arbitrary<string> {
  const part = fc.constantFrom('0', '00', '1', '10', '255', '256', 'ffff', 'FFFF', '10000', 'g', '');
  const mark = fc.constantFrom('.', ':', '::', '[', ']', '%', ',', ' ');
  const written = fc.array(fc.oneof(part, mark), { maxLength: 18 }).map((parts) => parts.join(''));
  const groups = fc
    .array(fc.oneof(part, fc.constantFrom('1.2.3.4', '::ffff')), { minLength: 1, maxLength: 9 })
    .map((parts) => parts.join(':'));
  return fc.oneof(fc.ipV4(), fc.ipV6(), written, groups, fc.string({ unit: 'binary' }));
}

test('what is sorted as an address is what a rule takes for one, of any text', () => {
  fc.assert(
    fc.property(anyRecorded(), (recorded) => {
      const key = addressSortKey(recorded);
      const family = parseRecordedAddress(recorded)?.family;
      if (family === undefined) expect(key).toMatch(/^t/);
      else expect(key).toMatch(family === 'ipv4' ? /^4[\da-f]{8}$/ : /^6[\da-f]{32}$/);
    }),
    { numRuns: 3_000 },
  );
});
