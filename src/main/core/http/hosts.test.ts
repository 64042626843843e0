import { describe, expect, test } from 'vitest';
import { createFailover, openHosts } from './hosts.ts';

function hostsOf(address: string) {
  return openHosts({ address, connectTimeoutMs: 1_000, requestTimeoutMs: 1_000, answerLimitMb: 64 });
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
    const match = createFailover(hosts).route('http://core.example/second/hello');
    expect(match?.hosts[0]).toBe(hosts[1]);
    expect(match?.path).toBe('/hello');
  });
});

test('of several addresses the one that the URL names is asked first', () => {
  const hosts = hostsOf('http://a.example;http://b.example;http://c.example');
  const [a, b, c] = hosts;
  const { route } = createFailover(hosts);
  expect(route('http://b.example/hello')?.hosts).toEqual([b, a, c]);
});
