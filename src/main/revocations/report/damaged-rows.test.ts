import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { eventually } from '../../../../test/unit/support/eventually.ts';
import {
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { countsAtStart } from '../../../../test/unit/support/revocations/revocation-examples.ts';
import { changeFile } from '../../../../test/unit/support/store/faults/damage-file.ts';
import { callContext, exportedBy, lastOf, recordStream } from '../../../../test/unit/support/stream.ts';
import { revocationReport } from '../../../contract/domain/revocation/report.ts';
import type { ExportItem } from '../../../contract/domain/rows.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { Store, StoredCounts } from '../../store/interface.ts';
import type { LongCall } from '../../store/long-call.ts';
import { createDamagedRows } from './damaged-rows.ts';

/** A revocation of so many sessions that is complete and at rest, and what a flipped bit does to some of its rows. */
async function openWorld(sessions: number) {
  const core = new FakeCore();
  const dataDirectory = temporaryFolder();
  const saveAs = join(dataDirectory, 'out.csv');
  const open = () =>
    openRevocations({
      core: () => core.port,
      dataDirectory,
      saveFile: async () => saveAs,
      closesWithTest: true,
    });
  const first = await open();
  const handles = Array.from({ length: sessions }, () => core.addSession('u'));
  const { id } = await first.end({ type: 'handles', handles });
  expect(await first.report(id)).toMatchObject({ outcome: 'complete' });
  await first.close();
  return {
    id,
    open,
    saveAs,
    damage: (where: string) => {
      const folder = join(dataDirectory, 'revocations');
      const [name = ''] = readdirSync(folder);
      changeFile(join(folder, name), `UPDATE target SET created = 7 WHERE ${where}`);
    },
  };
}

async function reportOfAllRows({ revocations }: RevocationDriver, id: string) {
  return revocationReport.parse(
    await revocations.handlers['revocation.reportOfAllRows']({ id }, callContext()),
  );
}

async function outcomeInHistory({ history }: RevocationDriver, id: string) {
  const entry = (await history()).entries.find((one) => one.id === id);
  return entry?.type === 'ended' ? entry.outcome : entry?.type;
}

/** A store that answers only what a test releases. */
function openCounting(rows: number, linked = 0) {
  const asked: { readonly offset: number; readonly answer: (damaged: number) => void }[] = [];
  const damagedTargets = ({ offset }: { readonly offset: number }) =>
    new Promise<number>((answer) => asked.push({ offset, answer }));
  const damagedRows = createDamagedRows({ read: { damagedTargets } as unknown as Store['read'] });
  const counts = {
    ...{ commit: 1, targets: countsAtStart(rows), newSessions: countsAtStart(0) },
    linkedSessions: countsAtStart(linked),
  } as StoredCounts;
  const answerNext = async () => {
    const count = asked.length;
    asked.at(-1)?.answer(1);
    await eventually(() => expect(asked.length).not.toBe(count));
  };
  return { asked, answerNext, counted: (call: LongCall) => damagedRows.counted('id', counts, call) };
}

describe('counting damaged rows', () => {
  it('tells everyone who waits how far it is, and goes on until nobody waits', async () => {
    const { answerNext, asked, counted } = openCounting(100_000);
    const stop = [new AbortController(), new AbortController()] as const;
    const seen: number[][] = [[], []];
    const counting = stop.map(({ signal }, at) =>
      counted({ signal, onProgress: ({ done }) => seen[at]?.push(done) }).catch(toAppError),
    );
    await answerNext();
    stop[0].abort();
    expect(await counting[0]).toMatchObject({ code: 'aborted' });
    await answerNext();
    stop[1].abort();
    expect(await counting[1]).toMatchObject({ code: 'aborted' });
    asked.at(-1)?.answer(1);
    await new Promise(setImmediate);
    expect(asked.map(({ offset }) => offset)).toEqual([0, 2_000, 4_000]);
    // The second one came when the first part was being read.
    expect(seen).toEqual([
      [0, 2_000],
      [2_000, 4_000],
    ]);
  });

  it('begins again for who asks after it was stopped', async () => {
    const { asked, counted } = openCounting(4_000);
    const stop = new AbortController();
    const first = counted({ signal: stop.signal }).catch(toAppError);
    stop.abort();
    expect(await first).toMatchObject({ code: 'aborted' });
    const second = counted({});
    for (let part = 1; part < 3; part++) {
      await eventually(() => expect(asked.length).toBe(part + 1));
      asked[part]?.answer(1);
    }
    expect(await second).toBe(2);
  });

  it('reads sessions of linked accounts, too, which are behind all others', async () => {
    const { asked, counted } = openCounting(2_000, 1);
    const counting = counted({});
    for (let part = 0; part < 2; part++) {
      await eventually(() => expect(asked.length).toBe(part + 1));
      asked[part]?.answer(1);
    }
    expect(await counting).toBe(2);
  });
});

describe('a report whose rows are damaged', () => {
  it('says how many are, and is not complete, on the screen, in the history and beside an export', async () => {
    const { damage, id, open, saveAs } = await openWorld(20);
    damage('id % 10 = 0');
    const driver = await open();
    expect(await driver.report(id)).toMatchObject({ outcome: 'incomplete', damagedRows: 2 });
    expect((await driver.targets(id)).filter(({ damaged }) => damaged)).toHaveLength(2);
    expect(await outcomeInHistory(driver, id)).toBe('incomplete');
    const request = { id, show: 'all', search: '', sort: null, format: 'csv' } as const;
    await exportedBy(driver.revocations.handlers['revocation.export'], request);
    const head: unknown = JSON.parse(await readFile(saveAs.replace('.csv', '.head.json'), 'utf8'));
    expect(head).toMatchObject({ outcome: 'incomplete', damaged_rows: 2, by_state: { revoked: 20 } });
  });

  it('is not one of which the history claims that its rows were read, until they were', async () => {
    const { damage, id, open } = await openWorld(20);
    damage('id % 10 = 0');
    const driver = await open();
    expect((await driver.history()).entries).toMatchObject([{ id, outcome: 'complete', rowsRead: false }]);
    await driver.report(id);
    expect((await driver.history()).entries).toMatchObject([{ id, outcome: 'incomplete', rowsRead: true }]);
  });

  it('has none of them when nothing is damaged', async () => {
    const { id, open } = await openWorld(20);
    const driver = await open();
    expect(await driver.report(id)).toMatchObject({ outcome: 'complete', damagedRows: 0 });
  });

  it('of more rows than are read for a screen says that it is not known, until all of them were read', async () => {
    const { damage, id, open } = await openWorld(6_000);
    damage('id % 1000 = 0');
    const driver = await open();
    expect(await driver.report(id)).toMatchObject({ damagedRows: null });
    expect(await reportOfAllRows(driver, id)).toMatchObject({ outcome: 'incomplete', damagedRows: 6 });
    // Read once: from now on it is known at once.
    expect(await driver.report(id)).toMatchObject({ outcome: 'incomplete', damagedRows: 6 });
  });

  it('counts all rows of a part of which some are missing', async () => {
    const { damage, id, open } = await openWorld(20);
    damage('id = 0; DELETE FROM target WHERE id = (SELECT max(id) FROM target)');
    const driver = await open();
    expect(await driver.report(id)).toMatchObject({ outcome: 'incomplete', damagedRows: 20 });
  });

  it('counts sessions of linked accounts among the rows of such a part', async () => {
    const core = new FakeCore();
    const dataDirectory = temporaryFolder();
    const open = () => openRevocations({ core: () => core.port, dataDirectory, closesWithTest: true });
    const first = await open();
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const [other = ''] = core.addUser({ email: 'other@alpha.example' });
    for (const owner of [ada, other, other]) core.addSession(owner);
    core.fault = (call, perform) => {
      const answer = perform();
      if (call.name === 'revokeHandles') core.link(other, ada);
      return answer;
    };
    const { id } = await first.end({ type: 'user', userId: ada, tenantId: null });
    expect(await first.report(id)).toMatchObject({ damagedRows: 0, linkedSessions: { left: 2 } });
    await first.close();
    const [name = ''] = readdirSync(join(dataDirectory, 'revocations'));
    const lose = 'DELETE FROM target WHERE id = (SELECT max(id) FROM target)';
    changeFile(join(dataDirectory, 'revocations', name), lose);
    expect(await (await open()).report(id)).toMatchObject({ outcome: 'incomplete', damagedRows: 3 });
  });

  it('is exported with progress, and not at all when that is cancelled while its rows are checked', async () => {
    const { id, open, saveAs } = await openWorld(6_000);
    const { revocations } = await open();
    const request = { id, show: 'all', search: '', sort: null, format: 'csv' } as const;
    const stop = new AbortController();
    const { context, items } = recordStream<ExportItem>(() => stop.abort());
    await expect(
      revocations.handlers['revocation.export'](request, { ...context, signal: stop.signal }),
    ).rejects.toMatchObject({ error: { code: 'aborted' } });
    expect(items).toEqual([{ type: 'progress', step: 'checking', done: 0, of: 6_000 }]);
    expect(existsSync(saveAs)).toBe(false);
    expect(existsSync(saveAs.replace('.csv', '.head.json'))).toBe(false);
    expect(
      await lastOf<ExportItem>((whole) => revocations.handlers['revocation.export'](request, whole)),
    ).toMatchObject({ type: 'done', exported: { rows: 6_000 } });
  });
});
