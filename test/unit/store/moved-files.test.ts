import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { errorOf } from '../support/rejection.ts';
import { createTestRevocation, openTestStore, temporaryFolder } from '../support/store/test-store.ts';

const isGone = { code: 'store-unavailable', params: { cause: 'ENOENT' } };

async function openWorld() {
  const folder = await temporaryFolder();
  const store = await openTestStore(folder);
  const [id, other] = [
    await createTestRevocation(store, { size: 'large' }),
    await createTestRevocation(store, { size: 'large' }),
  ];
  for (const one of [id, other]) await store.write.commit({ id: one, commit: 1, changes: [] });
  await store.read.counts({ id });
  return { folder, store, id, other, path: join(folder, 'revocations', `${id}.db`) };
}

function removeFile(path: string): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true });
}

describe.skipIf(process.platform === 'win32')('a file that is open', () => {
  test('and is removed takes no more commits, and is listed as missing; others go on', async () => {
    const { id, other, path, store } = await openWorld();
    removeFile(path);
    expect(await errorOf(store.write.commit({ id, commit: 2, changes: [] }))).toMatchObject(isGone);
    expect(await errorOf(store.read.counts({ id }))).toMatchObject(isGone);
    // The writer looks at the file after the answer.
    await eventually(async () =>
      expect(await store.read.entry({ id })).toMatchObject({ type: 'unreadable', error: isGone }),
    );
    expect(await store.write.commit({ id: other, commit: 2, changes: [] })).toMatchObject({ commit: 2 });
  });

  test('and is replaced by an earlier state of it takes no commit that does not follow on that', async () => {
    const { id, path, store } = await openWorld();
    await store.write.rest({ id });
    cpSync(path, `${path}.copy`);
    for (const commit of [2, 3]) await store.write.commit({ id, commit, changes: [] });
    removeFile(path);
    renameSync(`${path}.copy`, path);
    expect(await errorOf(store.write.commit({ id, commit: 4, changes: [] }))).toMatchObject({
      reason: 'commit-missing',
    });
    expect(await store.read.counts({ id })).toMatchObject({ commit: 1 });
  });
});
