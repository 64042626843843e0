import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { createMemoryAudit, type MemoryAudit } from '../../../../test/unit/support/ports/memory-audit.ts';
import { watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';
import { fullCoverage } from '../../../contract/domain/coverage.ts';

/** As the audit log shows it for each day. */
function countEnded(audit: MemoryAudit): number {
  return audit.of('run.finished').reduce((sum, { details }) => sum + Number(details.ended), 0);
}

/** Copies the folder when the next record of an end is written, and nothing behind it: as if the console were killed there. */
function copyAtNextEnd(audit: MemoryAudit, folder: string): string {
  const asKilled = temporaryFolder();
  audit.after = ({ action }) => {
    if (action !== 'run.finished' || existsSync(join(asKilled, 'revocations'))) return;
    cpSync(folder, asKilled, { recursive: true, filter: (path) => !path.includes('lock') });
  };
  return asKilled;
}

it('a session that was already gone is not among those that the records of an end say were ended', async () => {
  const core = new FakeCore();
  const audit = createMemoryAudit();
  const revocations = await openRevocations({
    ...{ core: () => core.port, clock: createTestClock('automatic'), audit, closesWithTest: true },
  });
  const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
  const handles = [core.addSession(ada), core.addSession(ada)];
  core.sessions.delete(handles[1] ?? '');
  const { id } = await revocations.end({ type: 'handles', handles });
  expect(audit.of('run.finished').at(-1)?.details).toMatchObject({ ended: 1, alreadyGone: 1 });
  core.addSession(ada);
  await watchFor(revocations, id, 'end');
  expect(await revocations.finished(id)).toMatchObject({ newSessions: { ended: 1 } });
  expect(countEnded(audit)).toBe(2);
});

it('a revocation that is killed behind the record of its end is counted once, also when it is resumed', async () => {
  const core = new FakeCore();
  const [audit, folder] = [createMemoryAudit(), temporaryFolder()];
  const first = await openRevocations({ core: () => core.port, dataDirectory: folder, audit });
  const asKilled = copyAtNextEnd(audit, folder);
  const handles = [core.addSession('u'), core.addSession('u')];
  const { id } = await first.end({ type: 'handles', handles });
  await first.close();
  expect(countEnded(audit)).toBe(2);
  const again = await openRevocations({
    ...{ core: () => core.port, dataDirectory: asKilled, audit, closesWithTest: true },
  });
  await again.resume(id);
  expect(await again.finished(id)).toMatchObject({ outcome: 'complete', resumed: 1 });
  expect(audit.of('run.finished')).toHaveLength(2);
  expect(countEnded(audit)).toBe(2);
});

it('what a watch ended before it was killed behind its record is counted once with what is ended later', async () => {
  const core = new FakeCore();
  const [audit, folder] = [createMemoryAudit(), temporaryFolder()];
  const open = (dataDirectory: string) =>
    openRevocations({
      ...{ core: () => core.port, clock: createTestClock('automatic'), dataDirectory, audit },
      closesWithTest: true,
    });
  const first = await open(folder);
  const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
  const handles = [core.addSession(ada), core.addSession(ada)];
  core.failsAt.add(handles[0] ?? '');
  const { id } = await first.end({ type: 'handles', handles });
  expect(countEnded(audit)).toBe(1);
  core.addSession(ada);
  const asKilled = copyAtNextEnd(audit, folder);
  await watchFor(first, id, 'end');
  expect(await first.finished(id)).toMatchObject({ newSessions: { ended: 1, left: 0 } });
  await first.close();
  expect(countEnded(audit)).toBe(2);
  core.failsAt.clear();
  const again = await open(asKilled);
  await again.resume(id);
  await again.finished(id);
  expect(countEnded(audit)).toBe(2);
  expect(await again.endRemaining(id)).toMatchObject({
    outcome: 'complete-with-gaps',
    // Of the watch that was killed nobody knows whom it saw last.
    coverage: { ...fullCoverage, 'users-not-watched': null },
  });
  expect(countEnded(audit)).toBe(3);
});
