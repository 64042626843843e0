import { describe, expect, test } from 'vitest';
import { RawJson } from '../http/parse-answer.ts';
import { createPicker } from './recorded-values.ts';

const pick = createPicker({ ipKeys: ['ip', 'client.address'], userAgentKeys: ['ua', 'device.agent'] });

describe('what the application recorded', () => {
  test('is taken under the first name that has a text', () => {
    expect(pick.ip({ ip: '203.0.113.7', client: { address: '198.51.100.1' } }, {})).toBe('203.0.113.7');
    expect(pick.ip({ ip: '', client: { address: '198.51.100.1' } }, {})).toBe('198.51.100.1');
  });

  test("is looked for in the session's data before the token's", () => {
    expect(pick.ip({ client: { address: '203.0.113.7' } }, { ip: '198.51.100.1' })).toBe('203.0.113.7');
    expect(pick.ip({}, { ip: '198.51.100.1' })).toBe('198.51.100.1');
  });

  test('a dot goes into objects, or is a part of the name where the application wrote it so', () => {
    expect(pick.userAgent({ device: { agent: 'Firefox' } }, {})).toBe('Firefox');
    expect(pick.userAgent({ 'device.agent': 'Safari' }, {})).toBe('Safari');
  });

  test.each([
    ['a number', { ip: 7 }],
    ['null', { ip: null }],
    ['blanks', { ip: '   ' }],
    ['an object where a text should be', { ip: { v4: '203.0.113.7' } }],
    ['a text where an object should be', { client: 'x' }],
    ['data that is no object', 'text'],
    ['no data', undefined],
    ['what every object inherits', Object.create({ ip: '203.0.113.7' })],
  ])('%s is not recorded', (_, data) => {
    expect(pick.ip(data, null)).toBeNull();
  });

  test('is trimmed, and cut where no table could show it', () => {
    expect(pick.userAgent({ ua: '  Firefox ' }, {})).toBe('Firefox');
    expect(pick.userAgent({ ua: 'x'.repeat(5_000) }, {})).toHaveLength(1_024);
  });

  test('names of the language itself find nothing', () => {
    const odd = createPicker({
      ipKeys: ['constructor.name', '__proto__', 'toString'],
      userAgentKeys: ['ua'],
    });
    expect(odd.ip({}, [])).toBeNull();
  });
});

describe('what the application recorded in a payload that is not parsed', () => {
  const raw = (data: unknown) => new RawJson(typeof data === 'string' ? data : JSON.stringify(data));

  test('is what is found in a parsed one', () => {
    expect(pick.ip(raw({ ip: '', client: { address: ' 198.51.100.1 ' } }), raw({}))).toBe('198.51.100.1');
    expect(pick.ip(raw({}), raw({ ip: '198.51.100.1' }))).toBe('198.51.100.1');
    expect(pick.userAgent(raw({ 'device.agent': 'Saf\u0007ari' }), raw({}))).toBe('Saf\u0007ari');
  });

  test.each([
    ['a number', '{"ip":7}'],
    ['a list', '["ip"]'],
    ['a text that is not closed', '"ip'],
    ['an escape that is none', String.raw`{"ua":"\q"}`],
    ['an escape that is none', String.raw`{"ip":{"ip":"\u12"}}`],
    ['a text of a megabyte', JSON.stringify({ ip: 'x'.repeat(1_000_000) })],
  ])('is nothing where it is %s', (_, json) => {
    expect(pick.ip(raw(json), raw('null'))).toBeNull();
  });
});
