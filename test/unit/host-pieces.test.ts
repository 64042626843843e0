import { describe, expect, test } from 'vitest';
import { notFaked, strict } from '../hosts/chromium/fakes/small.ts';
import { createCodec } from '../hosts/chromium/page/codec.ts';
import { createAddressMap } from '../hosts/chromium/state/address-map.ts';

describe('an address of an own scheme in a browser', () => {
  const map = createAddressMap(new Set(['curfew']));

  test.each([
    ['curfew://app/', 'https://app.curfew.invalid/'],
    ['curfew://app/users/a%2Fb?x=1#y', 'https://app.curfew.invalid/users/a%2Fb?x=1#y'],
  ])('%s is %s, and the other way round', (app, browser) => {
    expect(map.toBrowser(app)).toBe(browser);
    expect(map.toApp(browser)).toBe(app);
  });

  test.each([
    'https://example.com/',
    'https://app.other.invalid/',
    'https://app.curfew.invalid.example.com/',
    'about:blank',
  ])('%s stays as it is', (address) => expect(map.toApp(address)).toBe(address));
});

describe("values over the host's wire", () => {
  const { encode, decode } = createCodec();
  const carry = (value: unknown) => decode(encode(value));

  test.each([
    ['undefined', undefined],
    ['numbers that JSON has not', [Number.NaN, Number.POSITIVE_INFINITY, -0, 2n ** 70n]],
    ['dates and patterns', { at: new Date(0), pattern: /a+/gi }],
    ['maps and sets', new Map<unknown, unknown>([['a', new Set([1, { b: 2 }])]])],
    ['bytes', { bytes: new Uint8Array([0, 1, 255]), floats: new Float64Array([0.5]) }],
    ['fields with odd names', JSON.parse('{"__proto__": {"a": 1}, "t": "object", "": null}')],
  ])('%s arrive as they were', (_name, value) => {
    expect(carry(value)).toEqual(value);
  });

  test.each([
    0,
    1,
    0x8000,
    1_024 * 1_024,
  ])('%i bytes arrive as they were, as pieces of a list do', (length) => {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 7_919) % 256);
    const arrived = carry([{ bytes }]) as [{ bytes: Uint8Array }];
    expect(arrived[0].bytes).toBeInstanceOf(Uint8Array);
    expect(Buffer.compare(arrived[0].bytes, bytes)).toBe(0);
  });

  test('a part of a buffer arrives as that part alone', () => {
    const part = Uint8Array.from([9, 8, 7, 6, 5]).subarray(1, 4);
    expect(carry(part)).toEqual(Uint8Array.from([8, 7, 6]));
  });

  test('an object that is there twice arrives as one, also inside itself', () => {
    const shared = { a: 1 };
    const value: Record<string, unknown> = { one: shared, other: shared };
    value.self = value;
    const arrived = carry(value) as typeof value;
    expect(arrived.one).toBe(arrived.other);
    expect(arrived.self).toBe(arrived);
  });

  test('an error keeps name and message', () => {
    const arrived = carry(new RangeError('too far'));
    expect(arrived).toBeInstanceOf(Error);
    expect(arrived).toMatchObject({ name: 'RangeError', message: 'too far' });
  });

  test.each([
    [() => undefined],
    [Symbol('a')],
    [{ deep: [() => undefined] }],
  ])('%o cannot be sent, as in Electron', (value) => {
    expect(() => encode(value)).toThrow(expect.objectContaining({ name: 'DataCloneError' }));
  });
});

describe('what the host does not have', () => {
  test('throws its name however it is used', () => {
    const tray = notFaked('Tray') as new () => { setTitle: () => void };
    expect(() => new tray()).toThrow('Tray is not in the Chromium host');
    const powerMonitor = notFaked('powerMonitor') as { on: () => void };
    expect(() => powerMonitor.on()).toThrow('powerMonitor.on is not in the Chromium host');
  });

  test('is told apart from what a fake has', () => {
    const fake = strict('app', { name: 'curfew' }) as { name: string; dock?: unknown };
    expect(fake.name).toBe('curfew');
    expect(() => fake.dock).toThrow('app.dock is not in the Chromium host');
  });
});
