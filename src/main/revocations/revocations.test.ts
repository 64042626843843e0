import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeCore } from '../../../test/unit/support/cores/fake-core.ts';
import { eventually } from '../../../test/unit/support/eventually.ts';
import { createGate } from '../../../test/unit/support/gate.ts';
import { errorOf } from '../../../test/unit/support/rejection.ts';
import {
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../../test/unit/support/revocations/revocation-driver.ts';
import { withFaults } from '../../../test/unit/support/store/faults/store-with-faults.ts';
import { sharedStore } from '../../../test/unit/support/store/shared-store.ts';
import { openTestStore } from '../../../test/unit/support/store/test-store.ts';
import { callContext, exportedBy, type Recorded, recordStream } from '../../../test/unit/support/stream.ts';
import { defaultSettings } from '../../contract/domain/app.ts';
import { defaultConnectionSettings, type Environment } from '../../contract/domain/connection.ts';
import type { RevocationSelection } from '../../contract/domain/revocation/plan.ts';
import type { RevocationReport, RunItem } from '../../contract/domain/revocation/report.ts';
import { defaultRunOptions, type RunProgress } from '../../contract/domain/revocation/run.ts';
import { failure } from '../../contract/failure.ts';
import type { ReportQuestion } from './remove-report.ts';
import { exportColumns } from './report/export.ts';

const shared = sharedStore();
let core: FakeCore;
let environment: Environment;
let address: string;
let ended: RevocationReport[];
let saveAs: string | null;
let driver: RevocationDriver;

beforeEach(async () => {
  core = new FakeCore();
  environment = 'development';
  address = 'http://core.example';
  ended = [];
  saveAs = null;
  driver = await openRevocations({
    ...onSharedStore(),
    core: () => core.port,
    settings: () => ({ ...defaultConnectionSettings, name: 'Test', address, environment }),
    operator: () => ({ ...defaultSettings, operatorName: 'Grace' }),
    saveFile: async () => saveAs,
    onEnded: (report) => ended.push(report),
  });
});

function onSharedStore() {
  return { ...shared.forDriver(), connectionId: randomUUID() };
}

function sessions(count: number): string[] {
  return Array.from({ length: count }, () => core.addSession('u'));
}

function chosen(...handles: string[]): RevocationSelection {
  return { type: 'handles', handles };
}

describe('starting a revocation', () => {
  it('reports its progress, and its report last', async () => {
    const { id } = await driver.plan(chosen(...sessions(3)));
    await driver.start(id);
    const items: RunItem[] = [];
    await driver.settled(id, (item) => items.push(item));
    expect(items[0]).toMatchObject({ type: 'progress', progress: { id, targets: 3 } });
    expect(items.at(-1)).toEqual({ type: 'report', report: await driver.report(id) });
    expect(ended).toEqual([await driver.report(id)]);
  });

  it('names the one user of its plan as the user was called when the sessions were listed', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    core.addSession(ada);
    const { id } = await driver.plan({ type: 'user', userId: ada, tenantId: null });
    expect(await driver.start(id)).toMatchObject({ userName: 'ada@alpha.example' });
    core.removeUser(ada);
    expect(await driver.finished(id)).toMatchObject({ userName: 'ada@alpha.example' });
  });

  it('names the one user of chosen sessions, and nobody where they have several users', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const of = (userId: string) => core.addSession(userId);
    expect(await driver.end(chosen(of(ada), of(ada)))).toMatchObject({ userName: 'ada@alpha.example' });
    expect(await driver.end(chosen(of(ada), of('another')))).toMatchObject({ userName: null });
  });

  it('works once for a plan', async () => {
    const { id } = await driver.plan(chosen(...sessions(1)));
    const both = await Promise.allSettled([driver.start(id), driver.start(id)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await errorOf(driver.start(id))).toMatchObject({ code: 'bad-input' });
    await driver.finished(id);
    expect(await errorOf(driver.start(id))).toMatchObject({ code: 'bad-input' });
  });

  it('is refused for a plan that is not there', async () => {
    expect(await errorOf(driver.start(randomUUID()))).toMatchObject({ code: 'not-found' });
  });

  it('wants the number typed on production, and the right one everywhere', async () => {
    const { id } = await driver.plan(chosen(...sessions(1)));
    expect(await errorOf(driver.start(id, {}, 2))).toMatchObject({ code: 'bad-input' });
    environment = 'production';
    expect(await errorOf(driver.start(id))).toMatchObject({ code: 'bad-input' });
    expect(core.sessions.size).toBe(1);
    await driver.start(id, {}, 1);
    expect((await driver.finished(id)).outcome).toBe('complete');
  });

  it('notes who was at the console: by the settings, or else by the account of the operating system', async () => {
    expect(await driver.end(chosen(...sessions(1)))).toMatchObject({ operator: 'Grace' });
    driver = await openRevocations({ ...onSharedStore(), core: () => core.port });
    const { operator } = await driver.end(chosen(...sessions(1)));
    expect(operator).not.toBe('');
  });

  it('goes on when the window goes away', async () => {
    const [handle = ''] = sessions(1);
    const { id } = await driver.plan(chosen(handle));
    await driver.start(id);
    const leaving: Recorded<RunItem> = recordStream<RunItem>(() => leaving.abort());
    await driver.revocations.handlers['revocation.watch']({ id }, leaving.context).catch(() => undefined);
    expect((await driver.finished(id)).counts.revoked).toBe(1);
    expect(await driver.targets(id)).toMatchObject([
      { handle, tenantId: 'public', userId: 'u', state: 'revoked', newSession: false, damaged: false },
    ]);
  });
});

describe('what the operator has to say', () => {
  const start = (planId: string, more: { reason?: string; ticket?: string | null }) =>
    driver.revocations.handlers['revocation.start'](
      { planId, reason: 'r', ticket: null, typedCount: null, options: defaultRunOptions, ...more },
      callContext(),
    );

  it('is a reason', async () => {
    const { id } = await driver.plan(chosen(...sessions(1)));
    expect(await errorOf(start(id, { reason: '' }))).toMatchObject({ code: 'bad-input' });
    expect(core.sessions.size).toBe(1);
  });

  it('is a ticket of the form that the settings ask for, when they do', async () => {
    driver = await openRevocations({
      ...onSharedStore(),
      core: () => core.port,
      operator: () => ({ operatorName: '', ticket: { required: true, pattern: 'INC-\\d+' } }),
    });
    const { id } = await driver.plan(chosen(...sessions(1)));
    expect(await errorOf(start(id, {}))).toMatchObject({ code: 'bad-input' });
    expect(await errorOf(start(id, { ticket: 'xINC-1' }))).toMatchObject({ code: 'bad-input' });
    await start(id, { ticket: 'INC-2214' });
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', ticket: 'INC-2214' });
  });

  // control: linear-patterns
  it('is refused where the form in the settings cannot be used, and nothing is ended', async () => {
    driver = await openRevocations({
      ...onSharedStore(),
      core: () => core.port,
      operator: () => ({ operatorName: '', ticket: { required: true, pattern: '(?=INC).+' } }),
    });
    const { id } = await driver.plan(chosen(...sessions(1)));
    expect(await errorOf(start(id, { ticket: 'INC-1' }))).toMatchObject({ reason: 'ticket-pattern-fault' });
    expect(core.sessions.size).toBe(1);
  });
});

describe('a connection that leads to another core since the sessions were listed', () => {
  it('ends nothing: there the handles would look as if they had ended', async () => {
    const { id } = await driver.plan(chosen(...sessions(2)));
    address = 'http://other.example';
    expect(await errorOf(driver.start(id))).toMatchObject({ code: 'other-core' });
    expect(core.sessions.size).toBe(2);
    address = 'http://core.example';
    await driver.start(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete' });
  });

  it('reads nothing again there', async () => {
    const { id } = await driver.end(chosen(...sessions(1)));
    address = 'http://other.example';
    expect(await errorOf(driver.verifyAgain(id))).toMatchObject({ code: 'other-core' });
  });

  it('in the middle of it ends nothing there either', async () => {
    const { id } = await driver.plan(chosen(...sessions(3_000)));
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') address = 'http://other.example';
      return perform();
    };
    await driver.start(id);
    expect(await driver.settled(id)).toMatchObject({
      progress: { run: { state: 'paused', reason: { type: 'core', error: { code: 'other-core' } } } },
    });
    expect(core.sessions.size).toBeGreaterThan(0);
    core.fault = (_call, perform) => perform();
    address = 'http://core.example';
    await driver.resume(id);
    expect(await driver.finished(id)).toMatchObject({ outcome: 'complete', counts: { revoked: 3_000 } });
  });
});

describe('the history', () => {
  it('has the latest first, of one connection, with what lists show of each', async () => {
    const first = await driver.end(chosen(...sessions(1)));
    const second = await driver.end(chosen(...sessions(2)));
    await driver.plan(chosen(...sessions(1)));
    const { entries, total } = await driver.history();
    expect(total).toBe(2);
    expect(entries).toMatchObject([
      { type: 'ended', id: second.id, outcome: 'complete', operator: 'Grace', targets: 2, ended: 2 },
      { type: 'ended', id: first.id, outcome: 'complete', reason: 'stolen laptop', users: ['u'] },
    ]);
    expect(entries.map((entry) => entry.type === 'ended' && entry.exposureUntil)).toEqual([
      second.exposureUntil,
      first.exposureUntil,
    ]);
    expect(await driver.history({ connectionId: 'other' })).toEqual({ total: 0, entries: [] });
  });

  it('tells sessions that were already gone from those that were ended, as the report does', async () => {
    const [handle = ''] = sessions(1);
    const mixed = await driver.end(chosen(handle, 'never-there'));
    const gone = await driver.end(chosen(handle));
    const { entries } = await driver.history();
    expect(entries).toMatchObject([
      { id: gone.id, ended: 1, counts: gone.counts, endedBeside: 0 },
      { id: mixed.id, ended: 2, counts: mixed.counts, endedBeside: 0 },
    ]);
    expect(mixed.counts).toMatchObject({ revoked: 1, 'already-gone': 1 });
  });

  it('has no exposure of a revocation that is not known to have ended a session', async () => {
    const handle = core.addSession('ada');
    core.fault = (call, perform) => (call.name === 'revokeHandles' ? [handle] : perform());
    await driver.end(chosen(handle));
    expect((await driver.history()).entries).toMatchObject([
      { type: 'ended', ended: 0, exposureUntil: null },
    ]);
  });

  it('has no exposure of such a revocation in the catalogue of an earlier version either', async () => {
    const handle = core.addSession('ada');
    core.fault = (call, perform) => (call.name === 'revokeHandles' ? [handle] : perform());
    const { exposureUntil, id } = await driver.end(chosen(handle));
    const entry = await driver.store.read.entry({ id });
    if (entry.type === 'unreadable') throw new Error('It can be read.');
    const log = driver.store.openLog(id);
    log.append({ type: 'state', state: 'ended', summary: { ...entry.summary, exposureUntil } });
    await log.settle();
    expect((await driver.history()).entries).toMatchObject([
      { type: 'ended', ended: 0, exposureUntil: null },
    ]);
  });

  it('has the exposure of a revocation of whose sessions nobody knows whether they ended, as the report does', async () => {
    const handle = core.addSession('ada');
    core.fault = (call, perform) => {
      if (call.name === 'session') throw failure('core-error', { sent: true });
      const answer = perform();
      if (call.name === 'revokeHandles') throw failure('timeout', { sent: true });
      return answer;
    };
    const { exposureUntil, id } = await driver.end(chosen(handle));
    expect((await driver.history()).entries).toMatchObject([
      { type: 'ended', id, ended: 0, counts: { unknown: 1 }, exposureUntil },
    ]);
  });

  it('has the exposure of a revocation that ended new sessions alone', async () => {
    const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
    const odd = core.addSession(ada);
    core.failsAt.add(odd);
    core.fault = (call, perform) => {
      // Everything of this user is ordered, so the next pass ends it.
      if (call.name === 'revokeHandles' && core.sessions.size === 1) core.addSession(ada);
      return perform();
    };
    const report = await driver.end({ type: 'user', userId: ada, tenantId: null });
    expect(report).toMatchObject({ counts: { revoked: 0 }, newSessions: { ended: 1 } });
    const { entries } = await driver.history();
    expect(entries.find(({ id }) => id === report.id)).toMatchObject({
      ended: 0,
      endedBeside: 1,
      exposureUntil: report.exposureUntil,
    });
  });

  it('is searched, filtered by outcome and given in pages', async () => {
    const handle = core.addSession('ada');
    core.fault = (call, perform) => (call.name === 'revokeHandles' ? [handle] : perform());
    const failed = await driver.end(chosen(handle));
    core.fault = (_call, perform) => perform();
    const complete = await driver.end(chosen(...sessions(1)));
    const ids = async (more: Parameters<typeof driver.history>[0]) =>
      (await driver.history(more)).entries.map(({ id }) => id);
    expect(await ids({ search: ' ada ' })).toEqual([failed.id]);
    expect(await ids({ outcomes: ['complete'] })).toEqual([complete.id]);
    expect(await ids({ outcomes: ['incomplete', 'open'] })).toEqual([failed.id]);
    expect(await ids({ offset: 1, limit: 1 })).toEqual([failed.id]);
    expect(await ids({ from: complete.startedAt, to: null })).toEqual([complete.id]);
  });

  it('has one that is at work as open, with its progress', async () => {
    const gate = createGate();
    const { id } = await driver.plan(chosen(...sessions(1)));
    core.fault = async (call, perform) => {
      if (call.name === 'revokeHandles') await gate.pass();
      return perform();
    };
    await driver.start(id);
    await gate.reached;
    expect((await driver.history({ outcomes: ['open'] })).entries).toMatchObject([
      { type: 'open', id, progress: { run: { state: 'running' }, counts: { sent: 1 } } },
    ]);
    expect(await errorOf(driver.report(id))).toMatchObject({ code: 'not-found', retryable: true });
    expect(await errorOf(remove(id))).toMatchObject({ code: 'bad-input' });
    gate.open();
    await driver.finished(id);
  });

  it('loses one that is removed, for good', async () => {
    const { id } = await driver.end(chosen(...sessions(1)));
    await remove(id);
    expect(await driver.history()).toEqual({ total: 0, entries: [] });
    expect(await errorOf(driver.report(id))).toMatchObject({ code: 'not-found' });
    expect(await errorOf(driver.start(id))).toMatchObject({ code: 'not-found' });
  });

  // control: report-removal-asked
  it('keeps its report until the operator says yes, whom a page cannot answer for', async () => {
    const asked: ReportQuestion[] = [];
    let answer = false;
    const place = onSharedStore();
    const own = await openRevocations({
      ...place,
      core: () => core.port,
      askAboutReport: async (question) => {
        asked.push(question);
        return answer;
      },
      closesWithTest: true,
    });
    const { id } = await own.end(chosen(...sessions(2)));
    const remove = () => own.revocations.handlers['revocation.remove']({ id }, callContext());
    expect(await errorOf(remove())).toMatchObject({ code: 'refused', reason: 'not-confirmed' });
    expect(asked).toMatchObject([{ reason: 'stolen laptop', targets: 2, startedAt: expect.any(Number) }]);
    expect(await own.report(id)).toMatchObject({ outcome: 'complete' });
    expect(own.audit.of('revocation.removed')).toEqual([]);
    answer = true;
    await remove();
    expect(await own.history()).toEqual({ total: 0, entries: [] });
    const details = { targets: 2, ended: 2, outcome: 'complete' };
    const record = { revocation: id, correlation: id, reason: 'stolen laptop', details };
    expect(own.audit.of('revocation.removed')).toMatchObject([
      { outcome: 'intended', connection: { id: place.connectionId }, ...record },
      { outcome: 'done', ...record },
    ]);
  });

  function remove(id: string): Promise<unknown> {
    return driver.revocations.handlers['revocation.remove']({ id }, callContext());
  }
});

describe('what is not ended', () => {
  it('is sent at once and after changes, with what the end of the console cut off', async () => {
    const dataDirectory = temporaryFolder();
    const first = await openRevocations({ core: () => core.port, dataDirectory });
    const { id } = await first.plan(chosen(...sessions(1_000)));
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') void first.close();
      return perform();
    };
    await first.start(id);
    await first.close();
    core.fault = (_call, perform) => perform();

    const second = await openRevocations({ core: () => core.port, dataDirectory });
    const leaving = new AbortController();
    const received: (readonly RunProgress[])[] = [];
    const following = second.revocations.followOpen(async (open) => {
      received.push(open);
      if (received.length === 1) await second.resume(id);
      if (open.length === 0) leaving.abort();
    }, leaving.signal);
    await expect(following).rejects.toThrow();
    expect(received[0]).toMatchObject([{ id, run: { state: 'interrupted' } }]);
    expect(second.revocations.connectionOfPlan(id)).toBe('under-test');
    expect(await second.report(id)).toMatchObject({ outcome: 'complete', resumed: 1 });
    await second.close();
  });

  it('has no revocation that has ended, where the first who asked came while it was at work', async () => {
    const first = await openRevocations({ core: () => core.port });
    const gate = createGate();
    core.fault = async (call, perform) => {
      if (call.name === 'revokeHandles') await gate.pass();
      return perform();
    };
    const { id } = await first.plan(chosen(...sessions(1)));
    await first.start(id);
    await gate.reached;
    const leaving = new AbortController();
    const received: (readonly RunProgress[])[] = [];
    const following = first.revocations.followOpen(async (open) => void received.push(open), leaving.signal);
    await eventually(() => expect(received[0]).toMatchObject([{ id, run: { state: 'running' } }]));
    gate.open();
    await first.finished(id);
    await eventually(() => expect(received.at(-1)).toEqual([]));
    leaving.abort();
    await expect(following).rejects.toThrow();
  });

  it('has no revocation whose end is on disk, where the store does not answer just then', async () => {
    const folder = temporaryFolder();
    let isSilent = false;
    const store = withFaults(await openTestStore(folder), {
      after: ({ changes }) => {
        isSilent ||= changes.some((change) => change.type === 'state' && change.state === 'ended');
      },
      before: ({ method }) => {
        if (method === 'entry' && isSilent) throw failure('store-unavailable');
      },
    });
    const first = await openRevocations({
      ...{ core: () => core.port, dataDirectory: folder, store },
      closesWithTest: true,
    });
    const { id } = await first.plan(chosen(...sessions(1)));
    const leaving = new AbortController();
    const received: (readonly RunProgress[])[] = [];
    const following = first.revocations.followOpen(async (open) => {
      received.push(open);
      // What it was left as.
      if (isSilent && open.every((one) => one.run.state === 'interrupted')) leaving.abort();
    }, leaving.signal);
    await eventually(() => expect(received).toEqual([[]]));
    await first.start(id);
    await expect(following).rejects.toThrow();
    expect(received.at(-1)).toEqual([]);
    isSilent = false;
    expect(await first.report(id)).toMatchObject({ outcome: 'complete' });
  });
});

describe('reports and targets', () => {
  it('are not there before a plan was started, nor for what nobody knows', async () => {
    const { id } = await driver.plan(chosen(...sessions(1)));
    for (const unknown of [id, randomUUID()]) {
      expect(await errorOf(driver.report(unknown))).toMatchObject({ code: 'not-found' });
      expect(await errorOf(driver.targets(unknown))).toMatchObject({ code: 'not-found' });
    }
  });

  it('can be filtered, searched and sorted', async () => {
    const [a = '', b = '', c = ''] = sessions(3);
    core.sessions.delete(b);
    const { id } = await driver.end(chosen(a, b, c));
    const handles = async (view: Parameters<typeof driver.targets>[1]) =>
      (await driver.targets(id, view)).map(({ handle }) => handle);
    expect(await handles({})).toEqual([a, b, c]);
    expect(await handles({ show: 'already-gone' })).toEqual([b]);
    expect(await handles({ search: c.slice(0, 13) })).toEqual([c]);
    const sort = { column: 'handle', direction: 'descending' } as const;
    expect(await handles({ sort })).toEqual([a, b, c].sort().reverse());
  });

  it('name the owner of each target, as it was then, how it was made, and what selected it', async () => {
    const [u = ''] = core.addUser({ email: 'u@alpha.example' }, { phoneNumber: '+4911' });
    const handle = core.addSession(u, 'public', { ip: '10.0.0.1' });
    const gone = randomUUID();
    const { id } = await driver.end(chosen(handle, gone));
    core.removeUser(u);
    const read = { email: 'u@alpha.example', loginMethod: { recipeId: 'emailpassword', thirdPartyId: null } };
    const selectedBy = { type: 'operator' };
    expect(await driver.targets(id)).toMatchObject([
      { handle, userId: u, name: 'u@alpha.example', ...read, ip: '10.0.0.1', userAgent: null, selectedBy },
      { handle: gone, userId: null, name: null, email: null, loginMethod: null, createdAt: null, selectedBy },
    ]);
  });

  it('are written into a file, with every column, in UTC and safe for spreadsheets', async () => {
    saveAs = join(temporaryFolder(), 'out.csv');
    const [u = ''] = core.addUser({
      email: 'u@alpha.example',
      thirdParty: { id: 'google', userId: 'g-1' },
    });
    const handle = core.addSession(u, 'public', { ip: '10.0.0.1', userAgent: '=cmd()' });
    const gone = randomUUID();
    const { id } = await driver.end(chosen(handle, gone));
    const write = (show: 'all' | 'revoked') =>
      exportedBy(driver.revocations.handlers['revocation.export'], {
        ...{ id, show, search: '', sort: null, format: 'csv' },
      });
    expect(await write('all')).toMatchObject({ path: saveAs, rows: 2 });
    const [head = '', first = ''] = (await readFile(saveAs, 'utf8')).split('\r\n');
    expect(head).toContain(exportColumns.join(','));
    expect(first).toContain(
      `${handle},revoked,public,${u},u@alpha.example,u@alpha.example,thirdparty,google,`,
    );
    expect(first).toContain(",10.0.0.1,'=cmd(),");
    expect(first).toMatch(/,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,/);
    expect(await write('revoked')).toMatchObject({ rows: 1 });
    saveAs = null;
    expect(await write('all')).toBeNull();
  });
});
