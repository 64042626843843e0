import { cpSync, mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import {
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { withFaults } from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { openTestStore } from '../../../../test/unit/support/store/test-store.ts';
import { callContext } from '../../../../test/unit/support/stream.ts';
import type { RevocationReport } from '../../../contract/domain/revocation/report.ts';
import type { TargetRow } from '../../../contract/domain/revocation/targets.ts';
import { failure } from '../../../contract/failure.ts';

type Sessions = FakeCore['sessions'];

/** The data folder and the core at a moment at which the console may be killed. */
interface Moment {
  readonly folder: string;
  readonly sessions: Sessions;
}

interface FinishedRun {
  readonly core: FakeCore;
  readonly id: string;
  readonly moments: readonly Moment[];
  readonly report: RevocationReport;
  readonly rows: readonly TargetRow[];
}

/** A revocation that met some trouble; the folder was copied before and after everything it wrote. */
async function live(): Promise<FinishedRun> {
  const core = new FakeCore();
  const [internal = ''] = core.addUser({ external: 'emp-1' });
  for (const id of ['emp-1', internal, 'emp-1', internal, 'emp-1']) core.addSession(id);
  const dataDirectory = temporaryFolder();
  const copies = temporaryFolder();
  const moments: Moment[] = [];
  let isStarted = false;
  function keepState(): void {
    if (!isStarted) return;
    const folder = `${copies}/${moments.length}`;
    mkdirSync(folder);
    // As a kill leaves it: what was not brought to rest is beside it.
    cpSync(dataDirectory, folder, { recursive: true, filter: (path) => !path.includes('lock') });
    moments.push({ folder, sessions: new Map(core.sessions) });
  }
  const store = await openTestStore(dataDirectory);
  const driver = await openRevocations({
    core: () => core.port,
    dataDirectory,
    store: withFaults(store, {
      after: ({ method }) => {
        if (['commit', 'recordWhere', 'compareWithList', 'rememberList', 'rememberLists'].includes(method))
          keepState();
      },
    }),
  });
  const { id } = await driver.plan({ type: 'user', userId: 'emp-1', tenantId: null });
  let batches = 0;
  core.fault = (call, perform) => {
    if (call.name !== 'revokeHandles') return perform();
    keepState();
    batches += 1;
    const answer = perform();
    keepState();
    if (batches === 1) {
      core.addSession('emp-1');
      throw failure('timeout');
    }
    return answer;
  };
  isStarted = true;
  await driver.start(id);
  const report = await driver.finished(id);
  const rows = await driver.targets(id);
  isStarted = false;
  await driver.close();
  await store.close();
  return { core, id, moments, report, rows };
}

/** A console that starts on this folder, and a core that has these sessions. */
async function restart({ folder, sessions }: Moment, core: FakeCore): Promise<RevocationDriver> {
  core.fault = (_call, perform) => perform();
  core.sessions.clear();
  for (const [handle, session] of sessions) core.sessions.set(handle, session);
  return openRevocations({ core: () => core.port, dataDirectory: folder });
}

const gone = new Set(['revoked', 'already-gone', 'revoked-unconfirmed']);

function endsOf(rows: readonly TargetRow[]): Map<string, boolean> {
  // Whoever signs in while the console is away does so in one life and not in the other.
  const planned = rows.filter(({ newSession }) => !newSession);
  return new Map(planned.map(({ handle, state }) => [handle, gone.has(state)]));
}

describe('a console that is killed at any commit or call', () => {
  it('resumes the revocation to the same report', async () => {
    const { core, id, moments, report, rows } = await live();
    expect(report).toMatchObject({ outcome: 'complete', newSessions: { ended: 1, left: 0 } });
    let resumed = 0;
    for (const moment of moments) {
      const driver = await restart(moment, core);
      const [entry] = (await driver.history()).entries;
      if (entry?.type === 'open') {
        expect(entry.progress.run).toEqual({ state: 'interrupted' });
        await driver.resume(id);
        resumed += 1;
      }
      // Before the order was on disk nothing was begun.
      if (entry) {
        const again = await driver.finished(id);
        expect(again.outcome).toBe('complete');
        expect(endsOf(await driver.targets(id))).toEqual(endsOf(rows));
        expect(core.sessions.size).toBe(0);
      }
      await driver.close();
    }
    expect(resumed).toBeGreaterThan(10);
  });
});

describe('a past revocation', () => {
  it('is there after a restart, with its report and its targets, and cannot be resumed', async () => {
    const { core, id, moments, report, rows } = await live();
    const last = moments.at(-1);
    if (!last) throw new Error('Nothing was written.');
    const driver = await restart(last, core);
    expect(await driver.report(id)).toEqual(report);
    expect(await driver.targets(id)).toEqual(rows);
    expect(await errorOf(driver.resume(id))).toMatchObject({ code: 'bad-input' });
    await driver.close();
  });
});

describe('the end of the console in the middle of a revocation', () => {
  it('leaves it to be resumed; abandoned, it sends nothing more and says what it knows', async () => {
    const core = new FakeCore();
    const handles = [...Array(3_000)].map(() => core.addSession('u'));
    const dataDirectory = temporaryFolder();
    const first = await openRevocations({ core: () => core.port, dataDirectory });
    const { id } = await first.plan({ type: 'handles', handles });
    let closing: Promise<void> | undefined;
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') closing ??= first.close();
      return perform();
    };
    await first.start(id);
    await first.settled(id);
    await closing;
    const left = core.sessions.size;
    expect(left).toBeGreaterThan(0);

    const second = await openRevocations({ core: () => core.port, dataDirectory });
    await second.revocations.handlers['revocation.abandon']({ id }, callContext());
    const report = await second.finished(id);
    expect(report).toMatchObject({ outcome: 'stopped', resumed: 1 });
    expect(report.counts.planned).toBe(left);
    expect(core.sessions.size).toBe(left);
    await second.close();
  });
});
