import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeCore, type Fault } from '../../../../test/unit/support/fake-core.ts';
import { errorOf } from '../../../../test/unit/support/rejection.ts';
import {
  openRevocations,
  type RevocationDriver,
  temporaryFolder,
} from '../../../../test/unit/support/revocation-driver.ts';
import { callContext } from '../../../../test/unit/support/stream.ts';
import type { TargetRow } from '../../../contract/domain/revocation.ts';
import { failure } from '../../../contract/failure.ts';

type Sessions = FakeCore['sessions'];

/** A revocation that met some trouble, with its journal and what the core held when each byte of it was there. */
async function lived() {
  const core = new FakeCore();
  const [inner = ''] = core.addPerson({ external: 'emp-1' });
  for (const id of ['emp-1', inner, 'emp-1', inner, 'emp-1']) core.addSession(id);
  const driver = await openRevocations({ core: () => core.port });
  const { id } = await driver.plan({ type: 'user', userId: 'emp-1', tenantId: null });
  const path = join(driver.dataDirectory, 'revocations', `${id}.jsonl`);
  const states: { readonly bytes: number; readonly sessions: Sessions }[] = [];
  let endings = 0;
  const lookAndDo: Fault = (call, perform) => {
    // The call is made: everything written before it is on disk.
    states.push({ bytes: readFileSync(path).length, sessions: new Map(core.sessions) });
    if (call.name !== 'revokeHandles') return perform();
    endings += 1;
    const answer = perform();
    if (endings === 1) {
      core.addSession('emp-1');
      throw failure('timeout', 'It took too long.');
    }
    return answer;
  };
  core.fault = lookAndDo;
  await driver.start(id);
  const report = await driver.finished(id);
  states.push({ bytes: readFileSync(path).length, sessions: new Map(core.sessions) });
  return { core, driver, id, journal: readFileSync(path), states, report, rows: await driver.targets(id) };
}

/** A console that starts with this much of the journal on its disk, and a core that holds these sessions. */
async function restart(id: string, journal: Buffer, core: FakeCore): Promise<RevocationDriver> {
  const dataDirectory = temporaryFolder();
  mkdirSync(join(dataDirectory, 'revocations'));
  writeFileSync(join(dataDirectory, 'revocations', `${id}.jsonl`), journal);
  return openRevocations({ core: () => core.port, dataDirectory });
}

const gone = new Set(['revoked', 'already-gone', 'revoked-unconfirmed']);

function ends(rows: readonly TargetRow[]): Map<string, boolean> {
  // Whoever signs in while the console is away does so in one life and not in the other.
  const planned = rows.filter(({ newSession }) => !newSession);
  return new Map(planned.map(({ handle, state }) => [handle, gone.has(state)]));
}

describe('a journal that is cut at any byte', () => {
  it('is resumed to the same report', { timeout: 120_000 }, async () => {
    const { core, id, journal, report, rows, states } = await lived();
    expect(report).toMatchObject({ outcome: 'complete', newSessions: { ended: 1, left: 0 } });
    core.fault = (_call, perform) => perform();
    const beginsAt = journal.indexOf('"e":"begin"');
    const planEnds = journal.indexOf('\n', beginsAt) + 1;
    let resumed = 0;
    for (let bytes = planEnds; bytes < journal.length; bytes++) {
      // What the core held at the latest moment at which no more than this was written.
      const later = states.find((state) => state.bytes > bytes) ?? states.at(-1);
      core.sessions.clear();
      for (const [handle, session] of later?.sessions ?? []) core.sessions.set(handle, session);
      const driver = await restart(id, journal.subarray(0, bytes), core);
      const [entry] = await driver.revocations.handlers['revocation.list'](
        { connectionId: 'under-test' },
        callContext(),
      );
      if (entry?.is === 'open') {
        expect(entry.progress.run).toEqual({ state: 'interrupted' });
        await driver.revocations.handlers['revocation.resume']({ planId: id }, callContext());
        resumed += 1;
      }
      const again = await driver.finished(id);
      expect(again.outcome).toBe('complete');
      expect(ends(await driver.targets(id))).toEqual(ends(rows));
      expect(core.sessions.size).toBe(0);
      const whole = journal.lastIndexOf('\n', bytes - 1) + 1;
      if (whole < bytes) expect(again.cutOff).toEqual({ bytes: bytes - whole });
    }
    expect(resumed).toBeGreaterThan(200);
  });

  it('within its plan was never begun: nothing was sent, and it says that it cannot be read', async () => {
    const { core, id, journal } = await lived();
    const driver = await restart(id, journal.subarray(0, journal.indexOf('"e":"begin"')), core);
    const [entry] = await driver.revocations.handlers['revocation.list'](
      { connectionId: 'under-test' },
      callContext(),
    );
    expect(entry).toMatchObject({ is: 'unreadable' });
    const error = await errorOf(
      driver.revocations.handlers['revocation.resume']({ planId: id }, callContext()),
    );
    expect(error.code).toBe('not-found');
  });
});

describe('a past revocation', () => {
  it('is there after a restart, with its report and its targets', async () => {
    const { core, id, journal, report, rows } = await lived();
    const driver = await restart(id, journal, core);
    expect(await driver.report(id)).toEqual(report);
    expect(await driver.targets(id)).toEqual(rows);
  });

  it('cannot be resumed', async () => {
    const { core, id, journal } = await lived();
    const driver = await restart(id, journal, core);
    const error = await errorOf(
      driver.revocations.handlers['revocation.resume']({ planId: id }, callContext()),
    );
    expect(error.code).toBe('bad-input');
  });
});

describe('the end of the console in the middle of a revocation', () => {
  it('leaves it to be resumed; abandoned, it sends nothing more and says what it knows', async () => {
    const core = new FakeCore();
    const handles = [...Array(3_000)].map(() => core.addSession('u'));
    const first = await openRevocations({ core: () => core.port });
    const { id } = await first.plan({ type: 'handles', handles });
    let closing: Promise<void> | undefined;
    core.fault = (call, perform) => {
      if (call.name === 'revokeHandles') closing ??= first.revocations.close();
      return perform();
    };
    await first.start(id);
    await first.settled(id);
    await closing;
    const left = core.sessions.size;
    expect(left).toBeGreaterThan(0);

    const second = await openRevocations({ core: () => core.port, dataDirectory: first.dataDirectory });
    await second.revocations.handlers['revocation.list']({ connectionId: 'under-test' }, callContext());
    await second.revocations.handlers['revocation.abandon']({ id }, callContext());
    const report = await second.finished(id);
    expect(report).toMatchObject({ outcome: 'stopped', resumed: 1 });
    expect(report.counts.planned).toBe(left);
    expect(core.sessions.size).toBe(left);
  });
});
