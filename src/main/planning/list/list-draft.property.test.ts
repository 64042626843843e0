import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { seededCases } from '../../../../test/unit/support/full-run.ts';
import { openListDesk } from '../../../../test/unit/support/planning/list-desk.ts';
import { failure } from '../../../contract/failure.ts';

/** Who there is, with all sessions, and what each line that can be in a list means. */
interface World {
  readonly core: FakeCore;
  /** What a line selects: sessions, and whether it takes a whole user. Nothing: unknown. */
  readonly lines: readonly {
    readonly text: string;
    readonly sessions: readonly string[];
    readonly user: string | null;
  }[];
}

interface Method {
  readonly email?: string;
  readonly phoneNumber?: string;
  readonly external?: string;
  readonly tenantIds?: readonly string[];
}

const users: readonly (readonly Method[])[] = [
  [{ email: 'a@alpha.example' }],
  [
    { email: 'b@alpha.example', external: 'ext-b' },
    { phoneNumber: '+36201234567', tenantIds: ['acme'] },
  ],
  [{ email: 'c@alpha.example', tenantIds: ['acme'], external: 'ext-c' }],
];

function makeWorld(): World {
  const core = new FakeCore();
  const lines: World['lines'][number][] = [];
  for (const [n, methods] of users.entries()) {
    const inner = core.addUser(...methods);
    const ids = [...inner, ...methods.flatMap(({ external }) => external ?? [])];
    const sessions = ids.flatMap((id) => [core.addSession(id), core.addSession(id, 'acme')]);
    const texts = [...ids, ...methods.flatMap(({ email, phoneNumber }) => email ?? phoneNumber ?? [])];
    for (const text of texts) lines.push({ text, sessions, user: `${n}` });
    for (const handle of sessions) lines.push({ text: handle, sessions: [handle], user: null });
  }
  const orphan = core.addSession('nobody');
  lines.push(
    { text: 'nobody', sessions: [orphan], user: 'nobody' },
    { text: orphan, sessions: [orphan], user: null },
  );
  lines.push(
    { text: 'not-there', sessions: [], user: null },
    { text: 'bad\u0001', sessions: [], user: null },
  );
  return { core, lines };
}

/** What the plan has to be, from the meaning of the lines alone. */
function expectedOf(lines: World['lines'], excluded: ReadonlySet<number>) {
  const rowOfSession = new Map<string, number>();
  const rowOfUser = new Map<string, number>();
  for (const [row, { sessions, user }] of lines.entries()) {
    if (user !== null && !rowOfUser.has(user)) rowOfUser.set(user, row);
    for (const handle of sessions) if (!rowOfSession.has(handle)) rowOfSession.set(handle, row);
  }
  const targets = [...rowOfSession].filter(([, row]) => !excluded.has(row)).map(([handle]) => handle);
  const left = [...rowOfSession].filter(([, row]) => excluded.has(row)).map(([handle]) => handle);
  const whole = [...rowOfUser].filter(([user, row]) => {
    const all = lines.find((line) => line.user === user)?.sessions ?? [];
    return !excluded.has(row) && !all.some((handle) => left.includes(handle));
  });
  return { sessions: rowOfSession.size, targets: targets.sort(), wholeUsers: whole.length };
}

const numRuns = seededCases({ full: 150, sample: 15 });

describe('any list', () => {
  it('selects what its lines mean, once, without what is excluded; also when the core fails in between', async () => {
    let world = makeWorld();
    const desk = await openListDesk({ core: () => world.core.port });
    const choice = fc.record({
      lines: fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
      excluded: fc.array(fc.nat(), { maxLength: 6 }),
      failing: fc.array(fc.nat(400), { maxLength: 20 }),
      code: fc.constantFrom('unreachable', 'timeout', 'rate-limited', 'core-error'),
    });
    await fc.assert(
      fc.asyncProperty(choice, async ({ lines: chosen, excluded, failing, code }) => {
        world = makeWorld();
        const { core, lines: pool } = world;
        const lines = chosen.map((at) => pool[at % pool.length] as World['lines'][number]);
        let calls = 0;
        core.fault = (_call, perform) => {
          calls += 1;
          if (failing.includes(calls)) throw failure(code);
          return perform();
        };
        const list = await desk.read(lines.map(({ text }) => text));
        core.fault = (_call, perform) => perform();
        await list.retry();

        const rows = await list.rows();
        const { totals, state } = list.snapshot();
        expect(state).toEqual({ state: 'ready' });
        expect(rows.map(({ line }) => line)).toEqual(lines.map((_, at) => at + 1));
        expect(Object.values(totals.byResult).reduce((sum, count) => sum + count)).toBe(lines.length);
        expect(totals.byResult.unread).toBe(0);
        const added = rows.map(({ result }) =>
          result.type === 'session' ? 1 : result.type === 'user' ? result.sessions : 0,
        );
        expect(added.reduce((sum: number, count) => sum + count, 0)).toBe(totals.sessions);

        const able = rows.filter(({ result }) => result.type === 'session' || result.type === 'user');
        const out = able.length > 0 ? excluded.map((at) => able[at % able.length]?.row ?? 0) : [];
        if (out.length > 0) await list.draft.exclude(out, true);
        const expected = expectedOf(lines, new Set(out));
        expect(totals.sessions).toBe(expected.sessions);
        if (expected.targets.length > 0) {
          const { wholeUsers } = await list.freeze();
          const targets = (await list.targets()).map(({ handle }) => handle).sort();
          expect({ targets, wholeUsers }).toEqual({
            targets: expected.targets,
            wholeUsers: expected.wholeUsers,
          });
        }
        await list.draft.discard();
      }),
      { numRuns },
    );
  }, 600_000);
});
