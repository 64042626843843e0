import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/fake-core.ts';
import {
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../../../test/unit/support/revocation-driver.ts';
import { callContext } from '../../../../test/unit/support/stream.ts';
import { revocationReport } from '../../../contract/domain/revocation.ts';

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
      const db = new DatabaseSync(join(folder, name));
      db.exec(`UPDATE target SET created = 7 WHERE ${where}`);
      db.close();
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

describe('a report whose rows are damaged', () => {
  it('says how many are, and is not complete, on the screen, in the history and beside an export', async () => {
    const { damage, id, open, saveAs } = await openWorld(20);
    damage('id % 10 = 0');
    const driver = await open();
    expect(await driver.report(id)).toMatchObject({ outcome: 'incomplete', damagedRows: 2 });
    expect((await driver.targets(id)).filter(({ damaged }) => damaged)).toHaveLength(2);
    expect(await outcomeInHistory(driver, id)).toBe('incomplete');
    const request = { id, show: 'all', search: '', sort: null, format: 'csv' } as const;
    await driver.revocations.handlers['revocation.export'](request, callContext());
    const head: unknown = JSON.parse(await readFile(saveAs.replace('.csv', '.head.json'), 'utf8'));
    expect(head).toMatchObject({ outcome: 'incomplete', damaged_rows: 2, by_state: { revoked: 20 } });
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
});
