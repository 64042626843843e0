/// <reference lib="dom" />
import { expect, test } from '@playwright/test';
import { type ChannelName, contract } from '../../src/contract/channels/contract.ts';
import type { Result } from '../../src/contract/failure.ts';
import { callMain, forPage } from '../e2e/support/call-main.ts';
import { connectTo, consoleUnderTest } from '../e2e/support/console.ts';
import { ownCoreUnderTest } from '../e2e/support/own-core.ts';
import { isEnding } from '../e2e/support/slow-core.ts';
import { testUsersOf } from '../e2e/support/users.ts';
import { type FaultProxy, startFaultProxy } from '../faults/fault-proxy.ts';
import { seededCases } from '../unit/support/full-run.ts';
import { createInputs, createKnownValues } from './support/channel-inputs.ts';
import { type Listener, listenTcp } from './support/listeners.ts';
import { seenConnection, seenConnections, settingsOf } from './support/taken-over.ts';

const operator = consoleUnderTest();
const core = ownCoreUnderTest();
const { alive, newUser } = testUsersOf(core);
const endings: string[] = [];
let proxy: FaultProxy;
let elsewhere: Listener;

test.beforeAll(async () => {
  elsewhere = await listenTcp();
  proxy = await startFaultProxy(core.uri);
  proxy.decide((request) => {
    if (isEnding(request)) endings.push(request.path);
    return 'none';
  });
  await connectTo(operator, { name: 'walked', address: proxy.uri, key: core.key, readOnly: true });
});
test.afterAll(async () => {
  await Promise.all([elsewhere.close(), proxy.close()]);
});

/** Where an attacker would go more often. */
const wanted: readonly ChannelName[] = [
  'connections.save',
  'connections.save',
  'connections.save',
  'connections.try',
  'connections.open',
  'revocation.plan',
  'revocation.plan',
  'revocation.start',
  'revocation.start',
  'revocation.resume',
  'revocation.endRemaining',
  'revocation.endUnplanned',
  'revocation.continueSecondScan',
  'revocation.watchFor',
  'revocation.endOAuthTokens',
  'forwarding.save',
  'signals.save',
  'planning.startRule',
  'planning.startList',
  'planning.finishUpload',
  'planning.freeze',
];
const channels: readonly ChannelName[] = [...(Object.keys(contract) as ChannelName[]), ...wanted, ...wanted];

/** Follows a stream for a moment. */
function follow(channel: ChannelName, input: unknown): Promise<unknown> {
  return operator.page.evaluate(
    ([name, { text, value }]) =>
      new Promise((resolve) => {
        const [area = '', verb = ''] = name.split('.');
        type Streams = Record<string, Record<string, (...args: unknown[]) => void>>;
        const id = crypto.randomUUID();
        const input = text === undefined ? value : JSON.parse(text);
        const seen: unknown[] = [];
        const take = (items: unknown[]) => {
          seen.push(...items.slice(0, 5));
          window.curfew.abort(id);
        };
        (window.curfew as unknown as Streams)[area]?.[verb]?.(input, id, take, () => resolve(seen));
        // Some say nothing until something changes.
        void window.curfew.app.info({}, crypto.randomUUID()).then(() => window.curfew.abort(id));
      }),
    [channel, forPage(input)] as const,
  );
}

const WALKS = seededCases({ full: 1_000, sample: 12 });
const STEPS = 15;

test(`in ${WALKS} random walks over all channels a page ends nothing on a read-only connection, and no key leaves`, {
  tag: '@control:read-only-guard',
}, async () => {
  test.setTimeout(3_600_000);
  const { page } = operator;
  const user = await newUser('walked', 20);
  const guarded = await seenConnection(page, 'walked');
  const settings = settingsOf(guarded);
  const places = [`http://127.0.0.1:${elsewhere.port}`, `http://localhost:${elsewhere.port}/x`];
  const known = createKnownValues({
    connectionId: [guarded.id],
    id: [guarded.id],
    userId: [user.id, 'emp-1815'],
    tenantId: ['public'],
    handle: user.handles,
    address: [...places, proxy.uri, `${proxy.uri};${places[0]}`, core.uri],
    environment: ['development', 'staging', 'production'],
    readOnly: [false, false, true],
    plainHttp: [true],
    key: [core.key, 'stolen-0123456789-0123456789'],
    settings: [
      { ...settings, readOnly: false },
      { ...settings, address: places[0], readOnly: false },
      { ...settings, name: 'twin', readOnly: false },
      { ...settings, name: 'elsewhere', address: places[0], readOnly: false },
    ],
  });
  const { input, random } = createInputs(7, known, 0.01);
  const outcomes = new Map<string, number>();

  async function step(): Promise<void> {
    const channel = random.pick(channels);
    const sent = input(channel);
    if (contract[channel].kind === 'stream') {
      known.learn(channel, await follow(channel, sent));
      return;
    }
    const result: Result<unknown> = await callMain(page, channel, sent);
    const outcome = result.ok ? 'ok' : (result.error.reason ?? result.error.code);
    outcomes.set(`${channel} ${outcome}`, (outcomes.get(`${channel} ${outcome}`) ?? 0) + 1);
    if (result.ok) known.learn(channel, result.value);
  }

  /** The operator adds the connection again when a walk has removed it. */
  async function addAgain(): Promise<void> {
    if ((await seenConnections(page)).some(({ id }) => id === guarded.id)) return;
    const there = (await seenConnections(page)).find(({ name }) => name === 'walked');
    if (there === undefined) {
      // As strict as any that was there before: nothing has to be asked about it.
      const again = { ...settings, environment: 'production' };
      const added = await callMain(page, 'connections.save', {
        settings: again,
        key: core.key,
        keepKey: 'stored',
      });
      expect(added).toMatchObject({ ok: true });
    }
    const { id } = await seenConnection(page, 'walked');
    await callMain(page, 'connections.open', { id });
    known.learn('connections.save', { id });
  }

  for (let round = 0; round < WALKS; round += 1) {
    for (let at = 0; at < STEPS; at += 1) await step();
    await addAgain();
    expect(endings).toEqual([]);
    expect(elsewhere.arrived).toEqual([]);
  }

  expect((await alive(user.id)).sort()).toEqual([...user.handles].sort());
  for (const connection of (await seenConnections(page)).filter(({ builtIn }) => !builtIn)) {
    expect(connection).toMatchObject({ readOnly: true });
    expect(connection.address).not.toContain(String(elsewhere.port));
  }
  // The walk came as far as the guards.
  const met = [...outcomes.keys()].join('\n');
  expect(met).toContain('connections.save not-confirmed');
  expect(met).toContain('revocation.plan ok');
  expect(met).toMatch(/revocation\.\w+ connection-read-only/);
});
