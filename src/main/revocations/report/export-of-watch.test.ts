import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FakeCore } from '../../../../test/unit/support/cores/fake-core.ts';
import { followWatch, watchFor } from '../../../../test/unit/support/revocations/followed-watch.ts';
import {
  openRevocations,
  temporaryFolder,
} from '../../../../test/unit/support/revocations/revocation-driver.ts';
import {
  type StoreFaults,
  withFaults,
} from '../../../../test/unit/support/store/faults/store-with-faults.ts';
import { openTestStore } from '../../../../test/unit/support/store/test-store.ts';
import { exportedBy } from '../../../../test/unit/support/stream.ts';
import { createTestClock } from '../../../../test/unit/support/test-clock.ts';

/** Exports a report while its watch finds a new session just before rows are read: so many times. */
async function exportWhileFound(times: number) {
  const core = new FakeCore();
  const clock = createTestClock();
  const folder = temporaryFolder();
  const store = await openTestStore(folder);
  const faults: StoreFaults = {};
  const driver = await openRevocations({
    ...{ core: () => core.port, clock, dataDirectory: folder, closesWithTest: true },
    store: withFaults(store, faults),
    saveFile: async () => join(folder, 'out.jsonl'),
  });
  const [ada = ''] = core.addUser({ email: 'ada@alpha.example' });
  const { id } = await driver.end({ type: 'handles', handles: [core.addSession(ada)] });
  await watchFor(driver, id, 'report', 10);
  const { looked, nextLook } = followWatch(driver, id, clock);
  await looked();
  let found = 0;
  faults.before = async ({ method }) => {
    if (method !== 'targets' || found === times) return;
    found += 1;
    core.addSession(ada);
    await nextLook();
  };
  await exportedBy(driver.revocations.handlers['revocation.export'], {
    ...{ id, show: 'all', search: '', sort: null, format: 'json-lines' },
  });
  await driver.stopped(id);
  const lines = (await readFile(join(folder, 'out.jsonl'), 'utf8')).trim().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as { readonly new_session: string });
  return {
    newInRows: rows.filter((row) => row.new_session === 'yes').length,
    head: JSON.parse(await readFile(join(folder, 'out.head.json'), 'utf8')) as unknown,
  };
}

it('an export while a watch finds something has the same new sessions in its head and its rows', async () => {
  const { head, newInRows } = await exportWhileFound(1);
  expect(newInRows).toBe(1);
  expect(head).toMatchObject({ new_sessions: { still_active: 1 }, rows: { changed_meanwhile: false } });
});

it('an export of what changes all the time says so', async () => {
  const { head } = await exportWhileFound(20);
  expect(head).toMatchObject({ rows: { changed_meanwhile: true } });
});
