import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeCore, type Fault } from '../../../../test/unit/support/fake-core.ts';
import { defaultRunOptions, type RevocationScope } from '../../../contract/domain/revocation.ts';
import { failure } from '../../../contract/failure.ts';
import type { JournalEntry } from '../journal/entries.ts';
import { freezePlan } from '../plan.ts';
import { beginRecord, type RevocationRecord } from '../record.ts';
import { toReport } from '../report.ts';
import { isGone } from '../targets/target-state.ts';
import { openRun } from './open-run.ts';
import { runRevocation } from './run-revocation.ts';

/** What befalls one call: nothing, or it fails before, after or in the middle of its effect. */
const luck = ['well', 'well', 'refused', 'never-sent', 'answer-lost', 'half-done'] as const;
type Luck = (typeof luck)[number];

interface World {
  readonly perTenant: readonly [number, number];
  readonly gone: number;
  readonly ghosts: number;
  readonly broken: number;
  readonly scope: 'user' | 'handles';
  readonly ending: readonly Luck[];
  readonly reading: readonly Luck[];
  readonly newSessionsAt: readonly number[];
  readonly stopAt: number | null;
  readonly largestCall: number;
}

const world: fc.Arbitrary<World> = fc.record({
  perTenant: fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 12 })),
  gone: fc.nat({ max: 4 }),
  ghosts: fc.nat({ max: 2 }),
  broken: fc.nat({ max: 2 }),
  scope: fc.constantFrom('user', 'handles'),
  ending: fc.array(fc.constantFrom(...luck), { maxLength: 20 }),
  reading: fc.array(fc.constantFrom(...luck), { maxLength: 40 }),
  newSessionsAt: fc.array(fc.nat({ max: 8 }), { maxLength: 4 }),
  stopAt: fc.option(fc.nat({ max: 30 }), { nil: null }),
  largestCall: fc.integer({ min: 1, max: 6 }),
});

const userId = 'emp-1';

async function live(given: World) {
  const core = new FakeCore();
  const [inner = ''] = core.addPerson({ external: userId });
  core.tenants.add('acme');
  const here = [...Array(given.perTenant[0])].map((_, i) => core.addSession(i % 2 ? inner : userId));
  const there = [...Array(given.perTenant[1])].map(() => core.addSession(userId, 'acme'));
  const others = core.addSession('someone-else');
  const odd = [
    ...[...Array(given.gone)].map(() => randomUUID()),
    ...[...Array(given.ghosts)].map((_, i) => `${randomUUID()}_ghost${i}`),
    ...[...Array(given.broken)].map(() => `${randomUUID()}\0`),
  ];
  const handles = [...here, ...there, ...odd];
  if (handles.length === 0) handles.push(randomUUID());
  const scope: RevocationScope =
    given.scope === 'user' ? { type: 'user', userId, tenantId: null } : { type: 'handles', handles };
  const keys = { ipKeys: [], userAgentKeys: [] };
  const plan = await freezePlan(
    core.port,
    {
      ...{ connectionId: 'c', address: 'http://core.example', scope, keys, ownUserIds: [] },
      ...{ accessTokenLifetimeS: 60, createdAt: 0 },
    },
    new AbortController().signal,
  );
  const record = beginRecord(plan, { reason: 'r', ticket: null, options: defaultRunOptions, startedAt: 0 });
  for (let index = 0; index < record.ledger.size; index++) record.ledger.limitCall(index, given.largestCall);
  const entries: JournalEntry[] = [];
  core.calls.length = 0;
  const run = openRun(
    record,
    {
      append: (entry) => void entries.push(entry),
      settle: async () => undefined,
      waiting: () => 0,
      length: () => 0,
      close: async () => undefined,
    },
    {
      ...{ core: () => core.port, endingCore: () => core.port, keys, now: () => core.calls.length },
      patience: { firstMs: 0, mostMs: 0, giveUpAfterMs: Number.POSITIVE_INFINITY },
      onChange: () => expect(sum(record)).toBe(plan.targets.size),
    },
    runRevocation,
  );
  core.fault = badLuck(core, given, () => run.control.stop());
  await run.done;
  return { core, record, others, entries, plan };
}

function badLuck(core: FakeCore, given: World, stop: () => void): Fault {
  let calls = 0;
  let endings = 0;
  let readings = 0;
  return (call, perform) => {
    if (calls++ === given.stopAt) stop();
    const ends = call.name === 'revokeHandles' || call.name === 'revokeUser';
    if (ends && given.newSessionsAt.includes(endings)) core.addSession(userId);
    const fate = (ends ? given.ending[endings++] : given.reading[readings++]) ?? 'well';
    if (fate === 'refused') throw failure('core-error', 'It answered 500.');
    if (fate === 'never-sent') throw failure('unreachable', 'Nothing listens.');
    if (fate === 'answer-lost') {
      perform();
      throw failure('timeout', 'It took too long.');
    }
    if (fate === 'half-done' && call.name === 'revokeHandles') {
      const { handles } = call.input as { handles: readonly string[] };
      for (const handle of handles.slice(0, Math.floor(handles.length / 2))) core.sessions.delete(handle);
      throw failure('core-error', 'It answered 500.');
    }
    return perform();
  };
}

function sum(record: RevocationRecord): number {
  return Object.values(record.ledger.counts()).reduce((total, count) => total + count, 0);
}

/** The numbers of all targets, new sessions too. */
function all({ ledger }: RevocationRecord): number[] {
  return Array.from({ length: ledger.size }, (_, index) => index);
}

describe('whatever befalls the calls of a revocation', () => {
  const runs = { numRuns: 400 };

  it('its numbers add up, and nothing is left on its way', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { record } = await live(given);
        const { counts } = toReport(record);
        expect(counts.sent + counts['still-active']).toBe(0);
      }),
      runs,
    );
  });

  it('what it calls gone is gone, what is planned was never sent, and what failed is there as far as anyone can see', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { core, record } = await live(given);
        const sent = new Set(
          core.callsOf('revokeHandles').flatMap(({ input }) => (input as { handles: string[] }).handles),
        );
        for (const index of all(record)) {
          const handle = record.ledger.handle(index);
          const standing = record.ledger.standing(index);
          if (isGone(standing)) expect(core.sessions.has(handle)).toBe(false);
          if (standing.state === 'planned') expect(sent.has(handle)).toBe(false);
          if (standing.state !== 'failed' || core.sessions.has(handle)) continue;
          // Nobody saw it alive: its tenant is unknown, or the core answers others but never this one.
          expect(record.ledger.isChecked(index)).toBe(false);
          expect(['tenant-unknown', 'core-error']).toContain(standing.error.code);
        }
      }),
      runs,
    );
  });

  it('complete means that nothing of it is left, and that this was looked at', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { core, record } = await live(given);
        const report = toReport(record);
        if (report.outcome !== 'complete') return;
        expect(report.checkedAt).not.toBeNull();
        // Of chosen sessions, those that began meanwhile are told, and left alone: nobody chose them.
        const ordered = given.scope === 'user' ? record.ledger.size : record.ledger.planned;
        for (const index of all(record).slice(0, ordered))
          expect(core.sessions.has(record.ledger.handle(index))).toBe(false);
        if (given.scope !== 'user') return;
        expect([...core.sessions.values()].filter(({ underId }) => underId === userId)).toEqual([]);
      }),
      runs,
    );
  });

  it('a core that does its work gets everything planned done, whatever arrives meanwhile', async () => {
    const kind = world.map((given) => ({
      ...given,
      ending: [],
      reading: [],
      stopAt: null,
      ghosts: 0,
      broken: 0,
    }));
    await fc.assert(
      fc.asyncProperty(kind, async (given) => {
        const { outcome, counts, newSessions, closedByUserId } = toReport((await live(given)).record);
        expect(counts.planned + counts.unknown + counts.failed).toBe(0);
        // Who signs in while the closing calls run is told as left; nothing else is.
        if (!closedByUserId) expect(outcome).toBe('complete');
        else expect(outcome).toBe(newSessions.left === 0 ? 'complete' : 'incomplete');
      }),
      runs,
    );
  });

  it('nobody else’s session is touched', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { core, others } = await live(given);
        expect(core.sessions.has(others)).toBe(true);
      }),
      runs,
    );
  });

  it('it is stopped only when it was asked to', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (given) => {
        const { record } = await live(given);
        if (given.stopAt === null) expect(toReport(record).outcome).not.toBe('stopped');
      }),
      runs,
    );
  });
});
