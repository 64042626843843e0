import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFailover } from './failover.ts';
import { openHosts } from './hosts.ts';

function hostsOf(address: string) {
  return openHosts({ address, apiKey: null, connectTimeoutMs: 1_000, requestTimeoutMs: 1_000 });
}

describe('the way of a URL', () => {
  test('is the host it names, and the path behind that host and its base', () => {
    const hosts = hostsOf('https://core.example:3567/auth');
    const { route } = createFailover(hosts);
    expect(route('https://core.example:3567/auth/users?limit=1')).toEqual({ hosts, path: '/users?limit=1' });
  });

  test.each([
    'https://core.example/users',
    'https://core.example:3567.evil.example/users',
    'https://core.example:3567/authx/users',
    'https://api.supertokens.example/telemetry',
  ])('%s leads nowhere', (url) => {
    expect(createFailover(hostsOf('https://core.example:3567/auth')).route(url)).toBeUndefined();
  });

  test('is the longest address that it begins with', () => {
    const hosts = hostsOf('http://core.example;http://core.example/second');
    const found = createFailover(hosts).route('http://core.example/second/hello');
    expect(found?.hosts[0]).toBe(hosts[1]);
    expect(found?.path).toBe('/hello');
  });
});

describe('of several addresses', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  test('one that was away is asked last for a while', () => {
    const hosts = hostsOf('http://a.example;http://b.example');
    const [a, b] = hosts;
    if (!a || !b) throw new Error('There are two.');
    const failover = createFailover(hosts);
    const order = () => failover.route('http://a.example/hello')?.hosts;
    expect(order()).toEqual([a, b]);

    failover.wasAway(a);
    expect(order()).toEqual([b, a]);

    vi.advanceTimersByTime(10_001);
    expect(order()).toEqual([a, b]);
  });
});
