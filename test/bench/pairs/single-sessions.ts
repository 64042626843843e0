import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forEachConcurrent } from '../../../src/main/shared/concurrency/limit.ts';
import { buildWorkers } from '../console/build-workers.ts';
import { carryOut } from '../console/carry-out.ts';
import { diskUse, MB } from '../console/disk-use.ts';
import { type BenchServices, openServices } from '../console/services.ts';
import { builtWorkers } from '../console/worker-files.ts';
import { type Measured, measured, timePair } from '../measure.ts';
import { createBareClient } from './bare-client.ts';
import type { BenchCore } from './bench-core.ts';

const BUDGET_MS = 40;
const BUDGET_MB = 100;
const ROUNDS = 100;
const WARM_UPS = 20;
const COUNT = 10_000;
/** As a user has them who calls: revoking one session, the console looks at the others too. */
const SESSIONS_PER_USER = 10;
const AT_ONCE = 8;

interface Prepared {
  readonly handle: string;
  readonly planId: string;
}

/**
 * One session at a time, as after a support call: from the confirmed question to the verified report, and what many such
 * revocations take on disk.
 */
export async function singleSessions(core: BenchCore): Promise<Measured[]> {
  return [...(await timeOne(core)), await diskOfMany(core)];
}

async function planOne({ page, connectionId }: BenchServices, handle: string): Promise<string> {
  const plan = await page.call('revocation.plan', {
    connectionId,
    selection: { type: 'handles', handles: [handle] },
  });
  return plan.id;
}

async function endPlanned({ page }: BenchServices, planId: string): Promise<void> {
  const { counts, outcome } = await carryOut(page, planId);
  ended(outcome === 'complete' && counts.revoked === 1);
}

async function timeOne(core: BenchCore): Promise<Measured[]> {
  return withServices(core, async (services) => {
    const bare = createBareClient(core.uri, core.key);
    const handles = (
      await core.freshSessions((2 * (ROUNDS + WARM_UPS)) / SESSIONS_PER_USER, SESSIONS_PER_USER)
    )[Symbol.iterator]();
    const prepare = async (): Promise<Prepared> => {
      const handle = handles.next().value ?? '';
      return { handle, planId: await planOne(services, handle) };
    };
    try {
      const times = await timePair({
        rounds: ROUNDS,
        warmUps: WARM_UPS,
        prepare,
        ours: ({ planId }) => endPlanned(services, planId),
        // The core's own time: the call that ends the session, and the one that reads it again.
        bare: async ({ handle }) => {
          ended((await bare.revoke([handle])) === 1);
          await bare.readSession(handle);
        },
      });
      const name = 'one session, from the confirmed question to the verified report';
      return [
        measured({
          name: `${name}, over the core's own time`,
          unit: 'ms',
          ours: times.ours - times.bare,
          budget: BUDGET_MS,
        }),
        measured({ name: `${name}, in all`, unit: 'ms', ...times }),
      ];
    } finally {
      await bare.close();
    }
  });
}

async function diskOfMany(core: BenchCore): Promise<Measured> {
  const handles = await core.freshSessions(COUNT / SESSIONS_PER_USER, SESSIONS_PER_USER);
  let bytes = 0;
  await withServices(
    core,
    async (services) => {
      await forEachConcurrent(handles, AT_ONCE, async (handle) =>
        endPlanned(services, await planOne(services, handle)),
      );
    },
    async (dataDirectory) => {
      bytes = await diskUse(dataDirectory);
    },
  );
  return measured({
    name: `${COUNT.toLocaleString('en')} revocations of one session, on disk`,
    unit: 'MB',
    ours: bytes / MB,
    budget: BUDGET_MB,
  });
}

/** `afterwards`: when they are closed, and what they left is still there. */
async function withServices<T>(
  { uri, key }: BenchCore,
  work: (services: BenchServices) => Promise<T>,
  afterwards: (dataDirectory: string) => Promise<void> = async () => undefined,
): Promise<T> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'curfew-bench-'));
  try {
    const workers = builtWorkers(await buildWorkers());
    const services = await openServices({ ...workers, uri, key, dataDirectory });
    const result = await work(services).finally(services.close);
    await afterwards(dataDirectory);
    return result;
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

// A path that leaves sessions behind would be fast.
function ended(itEnded: boolean): void {
  if (!itEnded) throw new Error('A session was not ended.');
}
