import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { eventually } from '../../../../test/unit/support/eventually.ts';
import { Failure, failure } from '../../../contract/failure.ts';
import { createStopper } from './call.ts';
import { createHostIdentities, type HostIdentities } from './host-identities.ts';
import { type Host, openHosts } from './hosts.ts';

/** What answers at an address: a core with these fixed keys, several in turn, or nothing. */
type Core = readonly string[];
type Answering = { readonly inTurn: readonly Core[] } | 'nothing';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function open(address: string, answering: Record<string, Answering>) {
  const hosts = openHosts({ address, connectTimeoutMs: 1_000, requestTimeoutMs: 1_000, answerLimitMb: 64 });
  const asked: string[] = [];
  const identities = createHostIdentities(hosts, async ({ name }) => {
    const turn = asked.push(name);
    const core = answering[name];
    if (core === undefined || core === 'nothing')
      throw failure('unreachable', { reason: 'nothing-listens', sent: false });
    return core.inTurn[turn % core.inTurn.length] ?? [];
  });
  return { hosts, identities, asked };
}

const one = (...keys: string[]): Answering => ({ inTurn: [keys] });
const read = (identities: HostIdentities) => identities.read(createStopper());

async function refusal(work: Promise<unknown> | undefined) {
  const thrown: unknown = await work?.then(
    () => new Error('It was not refused.'),
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof Failure)) throw thrown;
  return thrown.error;
}

function namesAsked(hosts: readonly Host[], { mayAsk }: HostIdentities): string[] {
  return hosts.filter(mayAsk).map(({ name }) => name);
}

describe('several addresses of one core', () => {
  test('may be asked when the keys of each were read, and not before', async () => {
    const { hosts, identities } = open('http://a;http://b', { a: one('s-1'), b: one('s-1') });
    expect(namesAsked(hosts, identities)).toEqual([]);
    await identities.ready();
    expect(namesAsked(hosts, identities)).toEqual(['a', 'b']);
    expect(await read(identities)).toEqual({ keys: ['s-1'], silent: [] });
    expect(identities.ready()).toBeUndefined();
  });

  test('that cannot be reached is not asked, and is read again before it is asked after all', async () => {
    const answering: Record<string, Answering> = { a: one('s-1'), b: 'nothing' };
    const { asked, hosts, identities } = open('http://a;http://b', answering);
    await identities.ready();
    expect(namesAsked(hosts, identities)).toEqual(['a']);
    answering.b = one('s-1');
    expect(identities.ready()).toBeUndefined();
    expect(namesAsked(hosts, identities)).toEqual(['a']);

    const before = asked.length;
    vi.advanceTimersByTime(10_001);
    expect(identities.ready()).toBeUndefined();
    expect(asked.length).toBeGreaterThan(before);
    await eventually(() => expect(namesAsked(hosts, identities)).toEqual(['a', 'b']));
  });

  test('are not asked where a connection broke, until the address was read again', async () => {
    const { hosts, identities } = open('http://a;http://b', { a: one('s-1'), b: one('s-1') });
    const [a] = hosts;
    if (!a) throw new Error('There are two.');
    await identities.ready();
    identities.forget(a);
    expect(namesAsked(hosts, identities)).toEqual(['b']);
    expect(await identities.readAgain(a, createStopper())).toBe(true);
    expect(namesAsked(hosts, identities)).toEqual(['a', 'b']);
  });

  test('say which address answered calls and is silent now, once', async () => {
    const answering: Record<string, Answering> = { a: one('s-1'), b: one('s-1') };
    const { hosts, identities } = open('http://a;http://b', answering);
    await read(identities);
    for (const host of hosts) identities.noteAsked(host);
    answering.b = 'nothing';
    expect(await read(identities)).toEqual({ keys: ['s-1'], silent: ['b'] });
    expect(await read(identities)).toEqual({ keys: ['s-1'], silent: [] });
  });

  test('none of which answers fail with the reason', async () => {
    const { identities } = open('http://a;http://b', {});
    expect(await refusal(identities.ready())).toMatchObject({ code: 'unreachable' });
    expect(await refusal(read(identities))).toMatchObject({ code: 'unreachable' });
  });
});

describe('addresses of different cores', () => {
  test('are named, and none of them is asked', async () => {
    const { hosts, identities } = open('http://a:1;http://b:2', { 'a:1': one('s-1'), 'b:2': one('s-2') });
    const error = await refusal(identities.ready());
    expect(error).toMatchObject({
      code: 'other-core',
      reason: 'two-cores',
      params: { first: 'a:1', other: 'b:2' },
      sent: false,
    });
    expect(await refusal(read(identities))).toMatchObject({ code: 'other-core' });
    expect(namesAsked(hosts, identities)).toEqual([]);
  });

  test('can differ in their paths alone', async () => {
    const hosts = openHosts({
      address: 'http://a/first;http://a/second',
      ...{ apiKey: null, connectTimeoutMs: 1_000, requestTimeoutMs: 1_000, answerLimitMb: 64 },
    });
    const identities = createHostIdentities(hosts, async ({ base }) => [`s-${base}`]);
    expect(await refusal(identities.ready())).toMatchObject({
      reason: 'two-cores',
      params: { first: 'a/first', other: 'a/second' },
    });
  });

  test('are noticed when the second one comes later, and forgiven when it leads to the first core again', async () => {
    const answering: Record<string, Answering> = { a: one('s-1'), b: 'nothing' };
    const { hosts, identities } = open('http://a;http://b', answering);
    await identities.ready();
    answering.b = one('s-2');
    vi.advanceTimersByTime(10_001);
    identities.ready();
    await eventually(() => expect(namesAsked(hosts, identities)).toEqual([]));
    expect(await refusal(identities.ready())).toMatchObject({ code: 'other-core' });
    answering.b = one('s-1');
    await identities.ready();
    expect(namesAsked(hosts, identities)).toEqual(['a', 'b']);
  });

  test('are noticed when one of them has no fixed key', async () => {
    const { identities } = open('http://a;http://b', { a: one('s-1'), b: one() });
    expect(await refusal(read(identities))).toMatchObject({ code: 'other-core' });
  });
});

describe('one address', () => {
  test('behind which two cores answer in turn is an error that names it', async () => {
    const { identities } = open('http://a:1', { 'a:1': { inTurn: [['s-1'], ['s-2']] } });
    expect(await refusal(read(identities))).toMatchObject({
      code: 'other-core',
      reason: 'cores-in-turn',
      params: { first: 'a:1' },
    });
  });

  test('is away for a reading that is answered after a later one failed', async () => {
    const hosts = openHosts({
      address: 'http://a',
      connectTimeoutMs: 1_000,
      requestTimeoutMs: 1_000,
      answerLimitMb: 64,
    });
    const readings: PromiseWithResolvers<readonly string[]>[] = [];
    const identities = createHostIdentities(hosts, () => {
      const reading = Promise.withResolvers<readonly string[]>();
      readings.push(reading);
      return reading.promise;
    });
    const earlier = refusal(read(identities));
    const first = readings.splice(0);
    const later = refusal(read(identities));
    for (const { reject } of readings) reject(failure('timeout', { sent: true }));
    expect(await later).toMatchObject({ code: 'timeout' });
    for (const { resolve } of first) resolve(['s-1']);
    expect(await earlier).toMatchObject({ code: 'unreachable', reason: 'no-address-available' });
  });

  test('of a core without a fixed key is an error that names it', async () => {
    const { identities } = open('http://a:1', { 'a:1': one() });
    expect(await refusal(read(identities))).toMatchObject({
      code: 'incompatible-core',
      reason: 'no-fixed-key',
      params: { host: 'a:1' },
    });
  });

  test('is not read before each call: whoever calls checks it', () => {
    const { asked, hosts, identities } = open('http://a', { a: one('s-1') });
    expect(identities.ready()).toBeUndefined();
    expect(namesAsked(hosts, identities)).toEqual(['a']);
    expect(asked).toEqual([]);
  });
});
