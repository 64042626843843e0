import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../../test/unit/support/fake-core.ts';
import { defaultConnectionSettings } from '../../../../contract/domain/connection.ts';
import type { ListRow } from '../../../../contract/domain/planning.ts';
import { failure } from '../../../../contract/failure.ts';
import { createKeyCache } from '../../../identity/tokens/key-cache.ts';
import { type ListDraft, startListDraft } from './list-draft.ts';

let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'curfew-list-'));
});
afterAll(() => rm(dataDirectory, { recursive: true }));

/** Who there is, with all of their sessions, and what each line that can be in a list means. */
interface World {
  readonly core: FakeCore;
  /** What a line hits: sessions, and whether it takes a whole person. Nothing: unknown. */
  readonly lines: readonly {
    readonly text: string;
    readonly hits: readonly string[];
    readonly person: string | null;
  }[];
}

interface Method {
  readonly email?: string;
  readonly phoneNumber?: string;
  readonly external?: string;
  readonly tenantIds?: readonly string[];
}

const people: readonly (readonly Method[])[] = [
  [{ email: 'a@alpha.example' }],
  [
    { email: 'b@alpha.example', external: 'ext-b' },
    { phoneNumber: '+36201234567', tenantIds: ['acme'] },
  ],
  [{ email: 'c@alpha.example', tenantIds: ['acme'], external: 'ext-c' }],
];

function makeWorld(): World {
  const core = new FakeCore();
  const lines: { text: string; hits: readonly string[]; person: string | null }[] = [];
  for (const [n, methods] of people.entries()) {
    const inner = core.addPerson(...methods);
    const ids = [...inner, ...methods.flatMap(({ external }) => external ?? [])];
    const hits = ids.flatMap((id) => [core.addSession(id), core.addSession(id, 'acme')]);
    const texts = [...ids, ...methods.flatMap(({ email, phoneNumber }) => email ?? phoneNumber ?? [])];
    for (const text of texts) lines.push({ text, hits, person: `${n}` });
    for (const handle of hits) lines.push({ text: handle, hits: [handle], person: null });
  }
  const orphan = core.addSession('nobody');
  lines.push(
    { text: 'nobody', hits: [orphan], person: 'nobody' },
    { text: orphan, hits: [orphan], person: null },
  );
  lines.push({ text: 'not-there', hits: [], person: null }, { text: 'bad\u0001', hits: [], person: null });
  return { core, lines };
}

async function read(core: FakeCore, texts: readonly string[]): Promise<ListDraft> {
  const draft = await startListDraft(
    {
      core: () => core.port,
      settings: () => ({ ...defaultConnectionSettings, name: 'Test', address: 'http://core.example' }),
      recordedKeys: () => ({ ipKeys: [], userAgentKeys: [] }),
      signingKeys: createKeyCache(Date.now),
      ownUserIds: () => [],
      dataDirectory,
      wait: async () => undefined,
    },
    { connectionId: 'test', name: 'x', format: { type: 'text' }, size: 1 },
  );
  await draft.feed(Buffer.from(texts.join('\n')));
  await draft.fed(null);
  await ended(draft);
  return draft;
}

function ended(draft: ListDraft): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (draft.draft().state.state === 'reading') return;
      leave();
      resolve();
    };
    const leave = draft.onChange(look);
    look();
  });
}

async function rowsOf(draft: ListDraft): Promise<readonly ListRow[]> {
  const page = await draft.rows({ show: 'all', offset: 0, limit: 500 });
  return page.of === 'list' ? page.rows : [];
}

/** What the plan has to be, from the meaning of the lines alone. */
function expectedOf(lines: World['lines'], excluded: ReadonlySet<number>) {
  const rowOfSession = new Map<string, number>();
  const rowOfPerson = new Map<string, number>();
  for (const [row, { hits, person }] of lines.entries()) {
    if (person !== null && !rowOfPerson.has(person)) rowOfPerson.set(person, row);
    for (const handle of hits) if (!rowOfSession.has(handle)) rowOfSession.set(handle, row);
  }
  const targets = [...rowOfSession].filter(([, row]) => !excluded.has(row)).map(([handle]) => handle);
  const held = [...rowOfSession].filter(([, row]) => excluded.has(row)).map(([handle]) => handle);
  const whole = [...rowOfPerson].filter(([person, row]) => {
    const all = lines.find((line) => line.person === person)?.hits ?? [];
    return !excluded.has(row) && !all.some((handle) => held.includes(handle));
  });
  return { sessions: rowOfSession.size, targets: targets.sort(), whole: whole.length };
}

describe('any list', () => {
  it('hits what its lines mean, once, without what was taken out; also when the core fails in between', async () => {
    const choice = fc.record({
      lines: fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
      excluded: fc.array(fc.nat(), { maxLength: 6 }),
      failing: fc.array(fc.nat(400), { maxLength: 20 }),
      code: fc.constantFrom('unreachable', 'timeout', 'rate-limited', 'core-error'),
    });
    await fc.assert(
      fc.asyncProperty(choice, async ({ lines: chosen, excluded, failing, code }) => {
        const { core, lines: pool } = makeWorld();
        const lines = chosen.map((at) => pool[at % pool.length] as World['lines'][number]);
        let calls = 0;
        core.fault = (_call, perform) => {
          calls += 1;
          if (failing.includes(calls)) throw failure(code, 'For a moment.');
          return perform();
        };
        const draft = await read(
          core,
          lines.map(({ text }) => text),
        );
        core.fault = (_call, perform) => perform();
        await draft.control('retry');
        await ended(draft);

        const rows = await rowsOf(draft);
        const { totals, state } = draft.draft();
        expect(state).toEqual({ state: 'ready' });
        expect(rows.map(({ line }) => line)).toEqual(lines.map((_, at) => at + 1));
        expect(Object.values(totals.byVerdict).reduce((sum, count) => sum + count)).toBe(lines.length);
        expect(totals.byVerdict.unread).toBe(0);
        const brought = rows.map(({ is }) =>
          is.verdict === 'session' ? 1 : is.verdict === 'user' ? is.sessions : 0,
        );
        expect(brought.reduce((sum: number, count) => sum + count, 0)).toBe(totals.sessions);

        // Lines that were read again can be second to later ones; without that, who was first is known.
        const inOrder = failing.length === 0 || code !== 'core-error';
        const able = rows.filter(({ is }) => is.verdict === 'session' || is.verdict === 'user');
        const taken =
          inOrder && able.length > 0 ? excluded.map((at) => able[at % able.length]?.row ?? 0) : [];
        if (taken.length > 0) await draft.keep(taken, true);
        const expected = expectedOf(lines, new Set(taken));
        expect(totals.sessions).toBe(expected.sessions);
        if (expected.targets.length > 0) {
          const { targets, people } = await draft.freeze();
          const handles = Array.from({ length: targets.size }, (_, index) => targets.handle(index));
          expect(handles.sort()).toEqual(expected.targets);
          expect(people.wholeCount()).toBe(expected.whole);
        }
        await draft.discard();
      }),
      { numRuns: 150 },
    );
  });
});
