import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/contract/failure.ts';
import type { Store, ViewRequest } from '../../../src/main/store/interface.ts';
import type { OperationProgress } from '../../../src/main/store/long-call.ts';
import { createTestRevocation, openTestStore, temporaryFolder } from '../support/store/test-store.ts';

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (thrown: Failure) => thrown.error.code,
  );
}

/** A draft of a list whose handles come in another order than they are added in. */
async function createList(store: Store, matches: number): Promise<string> {
  const id = await createTestRevocation(store, { loadsWithoutIndex: true });
  const log = store.openLog(id);
  for (let at = 0; at < matches; at += 1_000) {
    const some = Array.from({ length: Math.min(1_000, matches - at) }, (_, index) => at + index);
    log.append({
      type: 'add-matches',
      matches: some.map((number) => ({
        handle: handleOf(number, matches),
        userId: `user-${number % 10}`,
        createdAt: number,
        expiry: null,
        ip: null,
        userAgent: null,
        line: null,
      })),
    });
  }
  await log.settle();
  await store.write.settleList({ id });
  return id;
}

function handleOf(number: number, of: number): string {
  return `handle-${String((number * 7_919) % of).padStart(8, '0')}`;
}

function byHandle(id: string): ViewRequest {
  return { id, of: 'matches', show: null, search: null, sort: { column: 'handle', direction: 'ascending' } };
}

const viewFiles = (folder: string) => readdirSync(join(folder, 'views'));

describe('a view of rows in another order', () => {
  test('is paged through by the reader while others write, and goes with its end', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const id = await createList(store, 3_000);
    const { view, total } = await store.read.openView(byHandle(id));
    expect(total).toBe(3_000);
    const handles: string[] = [];
    for (let offset = 0; offset < total; offset += 700) {
      const page = await store.read.matches({ id, view, offset, limit: 700 });
      handles.push(...page.map(({ handle }) => handle));
      await store.write.exclude({ id, exclusion: { type: 'matches', matches: [1] }, excluded: offset === 0 });
    }
    expect(handles).toEqual(handles.toSorted());
    expect(new Set(handles).size).toBe(3_000);
    expect(viewFiles(folder).length).toBe(1);
    await store.read.closeView({ view });
    expect(viewFiles(folder)).toEqual([]);
    expect(await codeOf(store.read.matches({ id, view, offset: 0, limit: 1 }))).toBe('not-found');
  });

  test('reports its progress, and leaves nothing behind when it is cancelled', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const id = await createList(store, 50_000);
    const told: OperationProgress[] = [];
    await store.read.openView(byHandle(id), { onProgress: (progress) => told.push(progress) });
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(({ done, of }) => done <= of)).toBe(true);
    const stop = new AbortController();
    const opened = codeOf(
      store.read.openView(byHandle(id), { signal: stop.signal, onProgress: () => stop.abort() }),
    );
    expect(await opened).toBe('aborted');
    await expect.poll(() => viewFiles(folder).length).toBe(1);
    // The thread that built it has let go of the file.
    await store.write.remove({ id });
  });

  test('is one of a few: the oldest goes', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder, { limits: { views: 2 } });
    const id = await createList(store, 100);
    const views: string[] = [];
    for (let at = 0; at < 3; at++) views.push((await store.read.openView(byHandle(id))).view);
    const codes = await Promise.all(
      views.map((view) => codeOf(store.read.matches({ id, view, offset: 0, limit: 1 }))),
    );
    expect(codes).toEqual(['not-found', undefined, undefined]);
    expect(viewFiles(folder).length).toBe(2);
  });

  test('goes with its revocation, and does not show another one', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const [id, other] = [await createList(store, 100), await createList(store, 100)];
    const { view } = await store.read.openView(byHandle(id));
    expect(await codeOf(store.read.matches({ id: other, view, offset: 0, limit: 1 }))).toBe('not-found');
    await store.write.remove({ id });
    expect(viewFiles(folder)).toEqual([]);
  });

  test('that was left by a console that was killed is removed at the next start', async () => {
    const folder = await temporaryFolder();
    await (await openTestStore(folder)).close();
    await writeFile(join(folder, 'views/left.db'), 'left');
    await openTestStore(folder);
    expect(viewFiles(folder)).toEqual([]);
  });
});
