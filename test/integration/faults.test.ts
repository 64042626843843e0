import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../../src/contract/domain/connection.ts';
import { defaultConnectionSettings } from '../../src/contract/domain/connection.ts';
import type {
  RevocationReport,
  RevocationScope,
  RunItem,
  TargetRow,
} from '../../src/contract/domain/revocation.ts';
import type { CorePort } from '../../src/main/core/protocol.ts';
import { createRevocations, type Revocations } from '../../src/main/revocation/revocations.ts';
import { createRandom } from '../../src/main/sandbox/sample/random.ts';
import { type FaultProxy, startFaultProxy } from '../faults/fault-proxy.ts';
import { seededFaults } from '../faults/seeded-faults.ts';
import { coreUnderTest } from './support/core-under-test.ts';

const core = coreUnderTest();
const keys = { ipKeys: ['ip'], userAgentKeys: ['userAgent'] };
const settings: ConnectionSettings = {
  ...defaultConnectionSettings,
  name: 'faulty',
  address: 'http://localhost',
};
const never = new AbortController().signal;

/** More of them in a longer run: `CURFEW_FAULT_SCHEDULES=200`. */
const schedules = Number(process.env.CURFEW_FAULT_SCHEDULES ?? 30);
const sessionsEach = 24;

let proxy: FaultProxy;
let port: CorePort;
let revocations: Revocations;

beforeAll(async () => {
  proxy = await startFaultProxy(core.uri);
  // Short enough for a late answer to be given up within a test, long enough for a slow core to be heard.
  port = core.open({ address: proxy.uri, requestTimeoutMs: 1_500 }).port;
  await port.tenants();
  revocations = createRevocations({ core: () => port, settings: () => settings, recordedKeys: () => keys });
});

afterAll(async () => {
  await proxy.close();
});

async function freeze(scope: RevocationScope): Promise<string> {
  const plan = await revocations.handlers['revocation.plan'](
    { connectionId: 'faulty', scope },
    { signal: never },
  );
  return plan.id;
}

async function lastReport(
  start: (context: {
    signal: AbortSignal;
    emit: (items: readonly RunItem[]) => Promise<void>;
  }) => Promise<void>,
): Promise<RevocationReport> {
  const seen: RunItem[] = [];
  await start({ signal: never, emit: async (items) => void seen.push(...items) });
  const last = seen.at(-1);
  if (last?.type !== 'report') throw new Error('A run has to end with its report.');
  return last.report;
}

async function targetsOf(id: string): Promise<TargetRow[]> {
  const rows: TargetRow[] = [];
  await revocations.handlers['revocation.targets'](
    { id },
    { signal: never, emit: async (batches) => void rows.push(...batches.flat()) },
  );
  return rows;
}

/** What the core holds, asked beside the proxy. */
async function aliveHandles(userId: string): Promise<Set<string>> {
  return new Set(await core.port.sessionHandles({ userId, tenantId: null }));
}

function expectToAddUp(report: RevocationReport): void {
  const total = Object.values(report.counts).reduce((sum, count) => sum + count, 0);
  expect(total).toBe(report.plan.targets);
  const { sent, 'still-there': stillThere, planned, unknown } = report.counts;
  expect({ sent, stillThere }).toEqual({ sent: 0, stillThere: 0 });
  if (planned + unknown > 0) expect(report.outcome).toBe('incomplete');
}

/** No state may claim what the core does not hold: `unknown` and `planned` (never sent) claim nothing. */
function expectTruth(rows: readonly TargetRow[], alive: ReadonlySet<string>): void {
  const wrong = rows.filter(({ handle, state }) => {
    if (state === 'unknown' || state === 'planned') return false;
    const claimsGone = state !== 'failed';
    return claimsGone === alive.has(handle);
  });
  expect(wrong).toEqual([]);
}

describe('a core on a bad day', () => {
  it.each(
    Array.from({ length: schedules }, (_, seed) => seed),
  )('schedule %i: the report says what the core holds', async (seed) => {
    const { next } = createRandom(seed);
    const user = await core.make.emailUser(`faults-${seed}`);
    const handles = await core.make.sessions({ userId: user.id }, sessionsEach);
    const goneBefore = handles.filter(() => next() < 0.15);
    const scope: RevocationScope =
      next() < 0.5 ? { type: 'handles', handles } : { type: 'user', userId: user.id, tenantId: null };
    const planId = await freeze(scope);
    await core.port.revokeHandles({ handles: goneBefore });

    proxy.decide(seededFaults(seed));
    const report = await lastReport((context) =>
      revocations.handlers['revocation.run']({ planId, reason: '', typedCount: null }, context),
    );
    proxy.decide();

    expectToAddUp(report);
    expectTruth(await targetsOf(planId), await aliveHandles(user.id));

    const checked = await lastReport((context) =>
      revocations.handlers['revocation.recheck']({ id: planId }, context),
    );
    expectToAddUp(checked);
    expect(checked.counts.unknown).toBe(0);
    expectTruth(await targetsOf(planId), await aliveHandles(user.id));
  });

  it('met every kind of fault, so that the schedules above have shown something', () => {
    for (const fault of [
      'reset-before',
      'reset-after',
      'truncated',
      'status-500',
      'status-429',
      'late',
    ] as const) {
      expect(proxy.met.get(fault) ?? 0, fault).toBeGreaterThan(0);
    }
  });
});
