import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import {
  createMemorySignals,
  deliveredAt,
  receiver,
} from '../../../../test/unit/support/ports/memory-signals.ts';
import {
  openRevocations,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { sharedStore } from '../../../../test/unit/support/store/shared-store.ts';
import { exportedBy } from '../../../../test/unit/support/stream.ts';
import { createTestClock, type TestClock } from '../../../../test/unit/support/test-clock.ts';
import { defaultSettings } from '../../../contract/domain/app.ts';
import { defaultConnectionSettings } from '../../../contract/domain/connection.ts';
import { fullCoverage } from '../../../contract/domain/coverage.ts';
import type { TargetRow } from '../../../contract/domain/revocation/targets.ts';
import { failure } from '../../../contract/failure.ts';
import type { ExportRow } from '../../shared/export/csv.ts';
import { exportColumns, toExportRows } from './export.ts';

const shared = sharedStore();

async function openWorld(address = 'http://core.example', clock?: TestClock) {
  const core = new FakeCore();
  const folder = temporaryFolder();
  const world = { saveAs: join(folder, 'out.csv'), isConnectionThere: true };
  const signals = createMemorySignals();
  const driver = await openRevocations({
    ...{ core: () => core.port, signals, ...(clock ? { clock } : {}) },
    ...shared.forDriver(),
    operator: () => ({ ...defaultSettings, operatorName: 'Ada Op' }),
    settings: () => {
      if (!world.isConnectionThere) throw failure('not-found', { reason: 'connection-unknown' });
      return { ...defaultConnectionSettings, name: 'Acme', address };
    },
    saveFile: async () => world.saveAs,
  });
  const write = (id: string, format: 'csv' | 'json-lines' = 'csv', signal?: AbortSignal) =>
    exportedBy(
      driver.revocations.handlers['revocation.export'],
      { id, show: 'all', search: '', sort: null, format },
      signal,
    );
  const head = async (name = 'out.head.json'): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, name), 'utf8'));
  return { core, driver, folder, head, signals, world, write };
}

describe('the file beside an export of a report', () => {
  it('says who ordered what, why, on which core, what was not covered, when, and how it ended', async () => {
    const { core, driver, head, world, write } = await openWorld(
      'http://core-1.example;http://core-2.example/x',
    );
    const plan = await driver.planList([core.addSession('ada'), 'nobody']);
    await driver.start(plan.id);
    const report = await driver.finished(plan.id);
    const iso = (time: number) => new Date(time).toISOString();
    expect(await write(plan.id)).toMatchObject({
      rows: 1,
      path: world.saveAs,
      headPath: world.saveAs.replace('.csv', '.head.json'),
    });
    expect(await head()).toMatchObject({
      revocation: plan.id,
      operator: 'Ada Op',
      reason: 'stolen laptop',
      ticket: null,
      connection: { id: plan.connectionId, name: 'Acme' },
      core: { address: 'http://core-1.example;http://core-2.example/x' },
      selection: { type: 'list', name: 'list.txt', gaps_of: null },
      outcome: 'complete-with-gaps',
      coverage: { ...fullCoverage, 'unknown-lines': 1 },
      targets: 1,
      by_state: { revoked: 1, failed: 0 },
      planned_at: iso(plan.createdAt),
      started_at: iso(report.startedAt),
      ended_at: iso(report.endedAt),
      exposure_until: iso(report.exposureUntil),
      rows: { file: 'out.csv', show: 'all', search: '' },
    });
  });

  it('says what signal receivers got, and when the exposure was closed', async () => {
    const { core, driver, head, signals, write } = await openWorld();
    const ids = {
      gateway: 'a0000000-0000-4000-8000-00000000000a',
      siem: 'a0000000-0000-4000-8000-00000000000b',
    };
    signals.receivers = [receiver(ids.gateway), receiver(ids.siem, { protectsAllServices: false })];
    const { exposureUntil, id } = await driver.end({ type: 'handles', handles: [core.addSession('ada')] });
    await write(id);
    const took = { waiting: 0, refused: 0, damaged: 0, not_queued: 0, error_code: null, error_reason: null };
    const waits = { ...took, waiting: 1, delivered: 0, last_delivered_at: null };
    const gateway = { name: 'Receiver a', protects_all_services: true, past: null };
    const siem = { name: 'Receiver b', protects_all_services: false, past: null };
    expect(await head()).toMatchObject({
      signals: {
        exposure: {
          ...{ state: 'open', why: 'waiting', confirmed: 0, of: 1 },
          until: new Date(exposureUntil).toISOString(),
        },
        receivers: [
          { ...gateway, ...waits },
          { ...siem, ...waits },
        ],
      },
    });
    signals.settle(ids.gateway, 'delivered');
    signals.settle(ids.siem, 'refused');
    await write(id);
    const at = new Date(deliveredAt).toISOString();
    expect(await head()).toMatchObject({
      signals: {
        exposure: { state: 'closed', closed_at: at, confirmed: 1, of: 1 },
        receivers: [
          { ...gateway, ...took, delivered: 1, last_delivered_at: at },
          { ...siem, ...took, delivered: 0, refused: 1, last_delivered_at: null, error_code: 'refused' },
        ],
      },
    });
  });

  it('says nothing of access tokens that expire where no session can have been ended', async () => {
    const { core, driver, head, write } = await openWorld();
    const { id } = await driver.plan({ type: 'handles', handles: [core.addSession('ada')] });
    core.fault = (call, perform) => {
      if (call.name === 'identity') void driver.stop(id).catch(() => undefined);
      return perform();
    };
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'stopped', counts: { planned: 1 } });
    await write(id);
    expect(await head()).toMatchObject({
      exposure_until: null,
      signals: { exposure: { state: 'nothing-ended' } },
    });
  });

  it('says of the exposure what is true when it is written, and when that was', async () => {
    const clock = createTestClock('automatic');
    const { core, driver, head, signals, write } = await openWorld(undefined, clock);
    signals.receivers = [receiver('a0000000-0000-4000-8000-00000000000a')];
    const handles = [core.addSession('ada')];
    const { exposureUntil: until, id } = await driver.end({ type: 'handles', handles });
    const exposureWritten = async () => {
      await write(id);
      const { signals: written } = (await head()) as { signals: { exposure: Record<string, unknown> } };
      return written.exposure;
    };
    const utc = (at: number) => new Date(at).toISOString();
    const asked = clock.now();
    const unconfirmed = { why: 'waiting', confirmed: 0, of: 1 };
    expect(await exposureWritten()).toEqual({
      ...{ as_of: utc(asked), state: 'open', until: utc(until), ...unconfirmed },
    });
    clock.advance(until - asked);
    const over = { as_of: utc(until), state: 'over', since: utc(until), ...unconfirmed };
    expect(await exposureWritten()).toEqual(over);
  });

  it('says of a rule that a scan does not find sessions without a user record', async () => {
    const { core, driver, head, write } = await openWorld();
    core.addSession(core.addUser({ email: 'ada@alpha.example' })[0] as string);
    const plan = await driver.planRule({ all: [] });
    await driver.start(plan.id);
    await driver.finished(plan.id);
    await write(plan.id);
    expect(await head()).toMatchObject({
      outcome: 'complete',
      sessions_without_user_record: 'not-found-by-a-scan',
    });
  });

  it('says of everyone that sessions which begin behind the second scan are not found, and of others nothing', async () => {
    const { core, driver, head, write } = await openWorld();
    const ada = core.addUser({ email: 'ada@alpha.example' })[0] as string;
    core.addSession(ada);
    const everyone = await driver.planRule({ all: [] });
    await driver.start(everyone.id);
    await driver.finished(everyone.id);
    await write(everyone.id);
    expect(await head()).toMatchObject({ sessions_begun_behind_second_scan: 'not-found-by-a-scan' });
    await write((await driver.end({ type: 'handles', handles: [core.addSession(ada)] })).id);
    expect(await head()).toMatchObject({ sessions_begun_behind_second_scan: null });
  });

  it('has no credentials of the address, whatever is on disk', async () => {
    const { core, driver, folder, write } = await openWorld(
      'https://op:secret@core.example/base/?key=secret',
    );
    const report = await driver.end({ type: 'handles', handles: [core.addSession('ada')] });
    await write(report.id);
    const text = await readFile(join(folder, 'out.head.json'), 'utf8');
    expect(text).toContain('"https://core.example/base"');
    expect(text).not.toContain('secret');
  });

  it('is written for JSON lines too, and without the connection when that was removed', async () => {
    const { core, driver, folder, head, world, write } = await openWorld();
    const report = await driver.end({ type: 'handles', handles: [core.addSession('ada')] });
    world.saveAs = join(folder, 'out.jsonl');
    world.isConnectionThere = false;
    await write(report.id, 'json-lines');
    expect(await head()).toMatchObject({ connection: { name: null }, selection: { type: 'sessions' } });
  });

  // control: new-export-files
  it('replaces the one of an earlier export of these rows, and no file of somebody else', async () => {
    const { core, driver, folder, head, write } = await openWorld();
    const report = await driver.end({ type: 'handles', handles: [core.addSession('ada')] });
    await write(report.id);
    await write(report.id);
    expect((await readdir(folder)).sort()).toEqual(['out.csv', 'out.head.json']);
    await writeFile(join(folder, 'out.head.json'), '{"revocation":"of somebody else"}');
    expect(await write(report.id)).toMatchObject({ headPath: join(folder, 'out.head-2.json') });
    expect(await head()).toEqual({ revocation: 'of somebody else' });
    expect(await head('out.head-2.json')).toMatchObject({ revocation: report.id });
  });

  it('is not left behind without the rows', async () => {
    const { core, driver, folder, write } = await openWorld();
    const report = await driver.end({ type: 'handles', handles: [core.addSession('ada')] });
    await expect(write(report.id, 'csv', AbortSignal.abort())).rejects.toMatchObject({
      error: { code: 'aborted' },
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

const session: TargetRow = {
  ...{
    handle: 'h-1',
    tenantId: 'public',
    userId: 'u-1',
    name: 'ada@alpha.example',
    email: 'ada@alpha.example',
  },
  ...{ loginMethod: { recipeId: 'thirdparty', thirdPartyId: 'google' }, createdAt: 0, state: 'revoked' },
  ...{
    newSession: false,
    linked: false,
    endedAt: 1_000,
    exposureUntil: 2_000,
    oauth: 'ended',
    ip: '192.0.2.1',
    userAgent: null,
  },
  ...{ selectedBy: { type: 'line', number: 7, text: 'ada' }, damaged: false },
};

async function rowsOf(...rows: readonly TargetRow[]) {
  async function* each() {
    yield* rows;
  }
  const written: ExportRow[] = [];
  for await (const row of toExportRows(each(), { type: 'list', name: 'leaked.txt' })) written.push(row);
  return written;
}

test('a file has a cell for each column of a session', async () => {
  const [row = {}] = await rowsOf(session);
  expect(Object.keys(row).sort()).toEqual([...exportColumns].sort());
  expect(row).toMatchObject({ login_method: 'thirdparty', third_party: 'google', line: 7, line_text: 'ada' });
});

/** A row with another value, by the value of the report that differs. */
const otherRows: Readonly<Record<keyof TargetRow, TargetRow>> = {
  handle: { ...session, handle: 'h-2' },
  tenantId: { ...session, tenantId: 'acme' },
  userId: { ...session, userId: 'u-2' },
  name: { ...session, name: 'Ada' },
  email: { ...session, email: 'ada@beta.example' },
  loginMethod: { ...session, loginMethod: null },
  createdAt: { ...session, createdAt: 5 },
  state: { ...session, state: 'failed' },
  newSession: { ...session, newSession: true },
  linked: { ...session, linked: true },
  endedAt: { ...session, endedAt: 5 },
  exposureUntil: { ...session, exposureUntil: 5 },
  oauth: { ...session, oauth: 'not-asked' },
  ip: { ...session, ip: '192.0.2.2' },
  userAgent: { ...session, userAgent: 'curl' },
  selectedBy: { ...session, selectedBy: { type: 'rule' } },
  error: { ...session, error: { code: 'timeout', retryable: true } },
  damaged: { ...session, damaged: true },
};

test.each(Object.entries(otherRows))('a file says %s of a session, as the report does', async (_, other) => {
  const [row, otherRow] = await rowsOf(session, other);
  expect(otherRow).not.toEqual(row);
});

test('a file marks new sessions and sessions of linked accounts', async () => {
  const rows = await rowsOf(
    session,
    { ...session, newSession: true, selectedBy: null },
    { ...session, linked: true, selectedBy: null },
  );
  const of = rows.map(({ linked_account, new_session, selected_by }) => [
    new_session,
    linked_account,
    selected_by,
  ]);
  expect(of).toEqual([
    ['no', 'no', 'line'],
    ['yes', 'no', null],
    ['no', 'yes', null],
  ]);
});

test('a file says of a damaged row nothing but that', async () => {
  expect(await rowsOf({ ...session, damaged: true })).toEqual([{ handle: 'h-1', damaged: 'yes' }]);
});
