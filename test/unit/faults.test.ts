import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Fault, type FaultProxy, startFaultProxy } from '../faults/fault-proxy.ts';
import { seededFaults, seededSchedule } from '../faults/seeded-faults.ts';

function namedCore(name: string): Promise<Server> {
  const server = createServer((_, response) => response.end(name));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describe('the proxy that breaks things', () => {
  let cores: Server[];
  let proxy: FaultProxy;

  beforeEach(async () => {
    cores = [await namedCore('first'), await namedCore('second')];
    proxy = await startFaultProxy(addressOf(cores[0] as Server), { delayMs: 1, downMs: 1 });
  });
  afterEach(async () => {
    await proxy.close();
    for (const core of cores) core.closeAllConnections();
    for (const core of cores) core.close();
  });

  // A connection of its own each time: none that the proxy broke is used again.
  async function ask(): Promise<string> {
    const { body } = await request(proxy.uri, { reset: true });
    return body.text();
  }

  test('puts another core in the place of the first', async () => {
    expect(await ask()).toBe('first');
    proxy.retarget(addressOf(cores[1] as Server));
    expect(await ask()).toBe('second');
    expect(() => proxy.retarget(`${addressOf(cores[1] as Server)}/elsewhere`)).toThrow('Another path');
  });

  test('refuses connections while it is down, and is there again at the same address', async () => {
    await proxy.goDown();
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await proxy.comeUp();
    expect(await ask()).toBe('first');
  });

  test('comes back by itself from a restart in the middle of requests', async () => {
    const faults: Fault[] = ['down'];
    proxy.decide(() => faults.shift() ?? 'none');
    await expect(ask()).rejects.toThrow();
    await expect.poll(() => ask().catch(() => 'refused')).toBe('first');
    expect(proxy.met.get('down')).toBe(1);
  });

  test('lets a delayed answer arrive', async () => {
    proxy.decide(() => 'delay');
    expect(await ask()).toBe('first');
  });
});

describe.each([
  ['faults here and there', seededFaults],
  ['a schedule of spells', seededSchedule],
])('%s', (_name, bySeed) => {
  const seen = { method: 'GET', path: '/' };
  const draw = (seed: number) => {
    const next = bySeed(seed);
    return Array.from({ length: 100 }, () => next(seen));
  };

  test('are the same for the same seed, and others for another', () => {
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('leave something through, whatever the seed', () => {
    for (let seed = 0; seed < 200; seed += 1) expect(draw(seed)).toContain('none');
  });
});

test('schedules bring restarts, slowness, and bursts of 500 and of 429', () => {
  const texts = Array.from({ length: 30 }, (_, seed) => {
    const next = seededSchedule(seed);
    return Array.from({ length: 60 }, () => next({ method: 'GET', path: '/' })).join(' ');
  });
  for (const part of ['down', 'delay', 'status-500 status-500 status-500', 'status-429 status-429']) {
    expect(texts.filter((text) => text.includes(part)).length, part).toBeGreaterThan(3);
  }
});
