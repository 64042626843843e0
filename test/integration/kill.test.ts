import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createRandom } from '../../src/main/sandbox/sample/sample.ts';
import { seededCases } from '../unit/support/full-run.ts';
import { handlesUnder, removeSessions } from './support/cdi.ts';
import type { FromConsole, ToConsole } from './support/console-process.ts';
import { coreUnderTest } from './support/core-under-test.ts';
import { builtCoreWorker, builtEntry } from './support/spawn-core-worker.ts';

const core = coreUnderTest();

/** So many as one likes: `CURFEW_KILLS=3`. */
const kills = Number(process.env.CURFEW_KILLS ?? seededCases({ full: 20, sample: 6 }));
const targets = 5_000;
const gone: ReadonlySet<string> = new Set(['revoked', 'already-gone', 'revoked-unconfirmed']);

let entry: string;
let workerFile: string;
let storeWorkerFile: string;
/** How long an undisturbed run takes here; killed ones are killed within that time. */
let wholeMs: number;
let resumed = 0;

/** The console's services in a process of their own, with everything that is written to disk. */
async function startConsole(dataDirectory: string): Promise<ChildProcess> {
  const input = { uri: core.uri, key: core.key, workerFile, storeWorkerFile, dataDirectory };
  const child = fork(entry, [JSON.stringify(input)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await next(child, 'ready');
  return child;
}

function send(child: ChildProcess, message: ToConsole): void {
  child.send(message);
}

/** The next message, which has to be of this type. */
async function next<T extends FromConsole['type']>(
  child: ChildProcess,
  type: T,
): Promise<Extract<FromConsole, { type: T }>> {
  const [message] = (await once(child, 'message')) as [FromConsole];
  if (message.type !== type) throw new Error(`The console said ${JSON.stringify(message).slice(0, 300)}`);
  return message as Extract<FromConsole, { type: T }>;
}

async function newUser(name: string): Promise<{ readonly userId: string; readonly handles: string[] }> {
  const userId = `${core.make.prefix}-${name}`;
  const made = core.sandbox?.seedSessions({ userId, count: targets });
  const handles = made ?? (await core.make.sessions({ userId }, targets));
  return { userId, handles };
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'curfew-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

beforeAll(async () => {
  workerFile = await builtCoreWorker();
  storeWorkerFile = await builtEntry('src/main/store/worker/store-worker.ts');
  entry = await builtEntry('test/integration/support/console-process.ts');
});

describe('a console that is killed while it ends sessions', () => {
  it('first, one that is not: it ends them all', { timeout: 300_000 }, async () => {
    const { handles } = await newUser('undisturbed');
    const console = await startConsole(folder());
    const startedAt = performance.now();
    send(console, { type: 'start', handles });
    await next(console, 'started');
    const { report } = await next(console, 'done');
    wholeMs = performance.now() - startedAt;
    expect(report).toMatchObject({ outcome: 'complete', resumed: 0, counts: { revoked: targets } });
  });

  it.each(
    Array.from({ length: kills }, (_, seed) => seed),
  )('kill %i: resumed, its report agrees with the core', { timeout: 300_000 }, async (seed) => {
    const random = createRandom(seed);
    const { handles, userId } = await newUser(`killed-${seed}`);
    const before = handles.filter(() => random.chance(0.1));
    const strangers = Array.from({ length: 7 }, () => randomUUID());
    await removeSessions(core.cdi, before);

    const dataDirectory = folder();
    const first = await startConsole(dataDirectory);
    send(first, { type: 'start', handles: [...handles, ...strangers] });
    await next(first, 'started');
    await wait(random.next() * wholeMs);
    first.kill('SIGKILL');
    await once(first, 'exit');

    const second = await startConsole(dataDirectory);
    send(second, { type: 'resume' });
    await next(second, 'started');
    const { report, rows } = await next(second, 'done');
    second.disconnect();

    const alive = await handlesUnder(core.cdi, userId);
    expect(rows.filter(({ handle, state }) => gone.has(state) === alive.has(handle))).toEqual([]);
    expect(report).toMatchObject({ outcome: 'complete', plan: { targets: targets + strangers.length } });
    const { revoked, 'already-gone': already, 'revoked-unconfirmed': unconfirmed } = report.counts;
    expect(revoked + already + unconfirmed).toBe(targets + strangers.length);
    // Of those that had ended before, none is reported as ended by it; of the others, what was on its way when it was killed may be.
    expect(revoked).toBeLessThanOrEqual(targets - before.length);
    expect(alive.size).toBe(0);
    resumed += report.resumed;
  });

  it('and many of these kills came in the middle of the work', () => {
    expect(resumed).toBeGreaterThanOrEqual(kills / 4);
  });
});
