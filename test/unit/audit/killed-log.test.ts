import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { seededCases } from '../support/full-run.ts';
import { temporaryFolder } from '../support/store/test-store.ts';
import { allRecords, openTestLog, verdictOf } from './support/test-log.ts';

const kills = seededCases({ full: 50, sample: 4 });

interface Told {
  readonly intended?: string;
  readonly ended?: string;
  readonly sequence: number;
}

/** Runs a console on the folder, kills it after it told so many records, and gives all that it told. */
async function killAfter(folder: string, count: number): Promise<Told[]> {
  const console = fork(join(import.meta.dirname, 'support/record-until-killed.ts'), [folder], {
    silent: true,
    execArgv: [],
  });
  const told: Told[] = [];
  const exited = once(console, 'exit');
  if (console.stdout)
    createInterface({ input: console.stdout }).on('line', (line) => {
      told.push(JSON.parse(line) as Told);
      if (told.length === count) console.kill('SIGKILL');
    });
  await exited;
  return told;
}

// control: audit-before-ending
test(`a console that is killed while it writes the log leaves a chain that verifies, and its intents without an outcome (${kills} kills)`, async () => {
  const folder = await temporaryFolder();
  for (let kill = 1; kill <= kills; kill++) {
    const told = await killAfter(folder, 1 + ((kill * 37) % 90));
    expect(told.length).toBeGreaterThan(0);
    const made = await openTestLog(folder);
    expect(await verdictOf(made)).toMatchObject({ state: 'valid', from: 1 });
    const records = await allRecords(made);
    const bySequence = new Map(records.map((record) => [record.sequence, record]));
    // Everything that it was told is on disk is there.
    for (const { intended, ended, sequence } of told)
      expect(bySequence.get(sequence)?.details.batch).toBe(intended ?? ended);
    const ended = new Set(
      records.filter(({ action }) => action === 'batch.ended').map(({ details }) => details.batch),
    );
    const without = records.filter(
      ({ action, details }) => action === 'batch.intended' && !ended.has(details.batch),
    );
    expect((await made.log.openIntents()).map(({ sequence }) => sequence)).toEqual(
      without.map(({ sequence }) => sequence),
    );
    for (const { sequence } of without) {
      const [row] = await made.store.neighbours({ sequence, each: 0 });
      expect(row).toMatchObject({ type: 'record', isOpen: true });
    }
    await made.close();
  }
}, 600_000);
