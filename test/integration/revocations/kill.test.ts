import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { RevocationReport } from '../../../src/contract/domain/revocation/report.ts';
import { createRandom } from '../../../src/main/sandbox/sample/sample.ts';
import { type FaultProxy, startFaultProxy } from '../../faults/fault-proxy.ts';
import { builtEntry } from '../../support/built-entry.ts';
import { builtWorker } from '../../support/built-workers.ts';
import { tlsFixture } from '../../support/tls-fixture.ts';
import { seededCases } from '../../unit/support/full-run.ts';
import { handlesUnder, removeSessions } from '../support/cdi.ts';
import { type ConsoleChild, startConsole } from '../support/consoles/console-child.ts';
import { coreUnderTest } from '../support/core-under-test.ts';
import {
  eventsOf,
  type SignalReceiverServer,
  seededAnswers,
  startSignalReceiver,
  untrueEvents,
} from '../support/receivers/signal-receiver.ts';
import { readKeys } from '../support/receivers/test-signals.ts';
import { createSteps } from '../support/steps.ts';

const core = coreUnderTest();

/** So many as one likes: `CURFEW_KILLS=3`. */
const kills = Number(process.env.CURFEW_KILLS ?? seededCases({ full: 20, sample: 5 }));
const targets = seededCases({ full: 5_000, sample: 500 });
const gone: ReadonlySet<string> = new Set(['revoked', 'already-gone', 'revoked-unconfirmed']);

let entry: string;
let workerFile: string;
let storeWorkerFile: string;
/** What consoles ask the core, which is behind this proxy, and what they tell receivers. */
const asked = createSteps();
const told = createSteps();
let proxy: FaultProxy;
/** How much of each an undisturbed run needs, from its start to its report and to its last event: killed ones are killed within. */
let askedInAll: number;
let toldInAll: number;
/** Told of each session that ended. */
let receivers: readonly SignalReceiverServer[];
let resumed = 0;

function openConsole(dataDirectory: string): Promise<ConsoleChild> {
  return startConsole(entry, {
    ...{ uri: proxy.uri, key: core.key, workerFile, storeWorkerFile, dataDirectory },
    receivers: receivers.map(({ port }) => ({ port, authority: tlsFixture('authority.pem') })),
  });
}

async function newUser(name: string): Promise<{ readonly userId: string; readonly handles: string[] }> {
  const userId = `${core.make.prefix}-${name}`;
  const made = core.sandbox?.seedSessions({ userId, count: targets });
  const handles = made ?? (await core.make.sessions({ userId }, targets));
  for (const handle of handles) core.sandbox?.store.oauthTokens.issue(handle);
  return { userId, handles };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'curfew-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function startReceiver(seed: string): Promise<SignalReceiverServer> {
  const answer = seededAnswers(seed);
  return startSignalReceiver((token, attempt) => {
    told.note();
    return answer(token, attempt);
  });
}

beforeAll(async () => {
  receivers = await Promise.all(['one', 'two'].map((seed) => startReceiver(seed)));
  proxy = await startFaultProxy(core.uri);
  proxy.decide(() => {
    asked.note();
    return 'none';
  });
  workerFile = await builtWorker('core');
  storeWorkerFile = await builtWorker('store');
  entry = await builtEntry('test/integration/support/consoles/console-process.ts');
});

afterAll(async () => {
  await proxy.close();
  await Promise.all(receivers.map((receiver) => receiver.close()));
});

/** What is not as it has to be with the events of a revocation, by the keys that its console exported. */
async function untrueEventsOf(
  dataDirectory: string,
  { id }: RevocationReport,
  gone: ReadonlySet<string>,
  alive: ReadonlySet<string>,
): Promise<string[]> {
  const keys = await readKeys(join(dataDirectory, 'curfew-jwks.json'));
  const each = receivers.map(async (receiver) =>
    untrueEvents(await eventsOf(receiver, keys, id), gone, alive),
  );
  return (await Promise.all(each)).flat();
}

describe('a console that is killed while it ends sessions', () => {
  it('ends them all when it is not killed', { timeout: 300_000 }, async () => {
    const { handles } = await newUser('undisturbed');
    const dataDirectory = folder();
    const console = await openConsole(dataDirectory);
    console.send({ type: 'start', handles });
    await console.next('started');
    const [askedAtStart, toldAtStart] = [asked.count(), told.count()];
    await console.next('reported');
    askedInAll = asked.count() - askedAtStart;
    const { report } = await console.next('done');
    toldInAll = told.count() - toldAtStart;
    expect(report).toMatchObject({
      ...{ outcome: 'complete', resumed: 0, counts: { revoked: targets } },
      oauth: { ended: targets, unknown: 0, notAsked: 0 },
      signals: { exposure: { type: 'closed', of: 2 } },
    });
    expect(await untrueEventsOf(dataDirectory, report, new Set(handles), new Set())).toEqual([]);
    console.disconnect();
  });

  // control: events-of-gone-sessions
  it.each(
    Array.from({ length: kills }, (_, seed) => seed),
  )('kill %i: resumed, its report agrees with the core', { timeout: 300_000 }, async (seed) => {
    const random = createRandom(seed);
    const { handles, userId } = await newUser(`killed-${seed}`);
    const before = handles.filter(() => random.chance(0.1));
    const strangers = Array.from({ length: 7 }, () => randomUUID());
    await removeSessions(core.cdi, before);

    const dataDirectory = folder();
    const first = await openConsole(dataDirectory);
    first.send({ type: 'start', handles: [...handles, ...strangers] });
    await first.next('started');
    // Some of them while receivers are told, and so after its report, too.
    const [steps, inAll] = seed % 3 === 2 ? [told, toldInAll] : [asked, askedInAll];
    await Promise.race([
      steps.reached(steps.count() + Math.ceil(random.next() * inAll)),
      // It may need fewer than the undisturbed one.
      first.silent(),
    ]);
    await first.kill();

    const second = await openConsole(dataDirectory);
    second.send({ type: 'resume' });
    await second.next('started');
    await second.next('reported');
    const { audit, report, rows } = await second.next('done');
    second.disconnect();

    const alive = await handlesUnder(core.cdi, userId);
    expect(rows.filter(({ handle, state }) => gone.has(state) === alive.has(handle))).toEqual([]);
    expect(report).toMatchObject({ outcome: 'complete', plan: { targets: targets + strangers.length } });
    const { revoked, 'already-gone': already, 'revoked-unconfirmed': unconfirmed } = report.counts;
    expect(revoked + already + unconfirmed).toBe(targets + strangers.length);
    // Of those that had ended before, none is reported as ended by it; of the others, what was on its way when it was killed may be.
    expect(revoked).toBeLessThanOrEqual(targets - before.length);
    expect(alive.size).toBe(0);
    // Every handle that is gone was asked for its OAuth2 tokens, also where the first console never heard the answer.
    expect(rows.filter(({ oauth }) => oauth !== 'ended')).toEqual([]);
    expect(report.oauth).toEqual({
      ordered: true,
      ended: targets + strangers.length,
      unknown: 0,
      notAsked: 0,
    });
    const withTokens = handles.filter((handle) => core.sandbox?.store.oauthTokens.has(handle));
    expect(withTokens).toEqual([]);
    // Every session that is gone has its event at both receivers, also where a console was killed on the way.
    const known = new Set(rows.filter(({ endedAt }) => endedAt !== null).map(({ handle }) => handle));
    expect(known.size).toBe(targets + strangers.length);
    expect(await untrueEventsOf(dataDirectory, report, known, alive)).toEqual([]);
    expect(report.signals.exposure).toMatchObject({ type: 'closed', of: 2 });
    resumed += report.resumed;

    // Each batch is in the audit log, with how it ended; the report names the record of the end.
    expect(audit.uncovered).toEqual([]);
    expect(audit.openIntents).toBe(0);
    expect(audit.actions).toContain('run.started');
    expect(audit.actions.at(-1)).toBe('run.finished');
    expect(report.auditHead?.sequence).toBeLessThanOrEqual(audit.head?.sequence ?? 0);
  });

  it('was killed in the middle of the work many times', () => {
    expect(resumed).toBeGreaterThanOrEqual(kills / 4);
  });
});
