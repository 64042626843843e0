import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../support/rejection.ts';
import { createTestRevocation, openTestStore, temporaryFolder } from '../support/store/test-store.ts';

/** What is in the folder of revocations. */
function files(folder: string): string[] {
  return readdirSync(join(folder, 'revocations')).sort();
}

describe('the data folder', () => {
  // control: private-files
  test('and everything in it is for the user alone', async () => {
    const umask = process.umask(0);
    try {
      const folder = join(await temporaryFolder(), 'data');
      const store = await openTestStore(folder);
      const id = await createTestRevocation(store);
      await createTestRevocation(store, { size: 'small' });
      await store.write.commit({ id, commit: 1, changes: [] });
      const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
      expect(entries.filter((entry) => entry.isFile()).length).toBeGreaterThan(6);
      for (const entry of entries) {
        const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
        expect(`${entry.name} ${mode.toString(8)}`).toBe(`${entry.name} ${entry.isFile() ? '600' : '700'}`);
      }
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    } finally {
      process.umask(umask);
    }
  });

  test('lets no second console in until the first was closed', async () => {
    const folder = await temporaryFolder();
    const first = await openTestStore(folder);
    expect(await codeOf(openTestStore(folder))).toBe('locked');
    await createTestRevocation(first);
    await first.close();
    await openTestStore(folder);
  });

  test('is free again when a console that used it was killed', async () => {
    const folder = await temporaryFolder();
    const console = spawn(process.execPath, [join(import.meta.dirname, 'support/hold-folder.ts'), folder]);
    await new Promise((resolve) => console.stdout.once('data', resolve));
    expect(await codeOf(openTestStore(folder))).toBe('locked');
    const gone = new Promise((resolve) => console.once('exit', resolve));
    console.kill('SIGKILL');
    await gone;
    await openTestStore(folder);
  });

  test('is used also when the file that keeps consoles apart is damaged', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'lock.db'), 'This is not a database. '.repeat(100));
    await openTestStore(folder);
    expect(await codeOf(openTestStore(folder))).toBe('locked');
  });
});

describe('a file', () => {
  test('at rest is one file, and is opened again by whoever needs it', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const id = await createTestRevocation(store, { documents: { plan: { name: 'a plan' } } });
    await store.write.commit({ id, commit: 1, changes: [{ type: 'documents', documents: { facts: 1 } }] });
    await store.read.counts({ id });
    expect(files(folder)).toEqual([`${id}.db`, `${id}.db-shm`, `${id}.db-wal`]);
    await store.write.rest({ id });
    expect(files(folder)).toEqual([`${id}.db`]);
    expect(await store.read.documents({ id, names: ['plan', 'facts'] })).toEqual({
      plan: { name: 'a plan' },
      facts: 1,
    });
    expect(files(folder)).toEqual([`${id}.db`]);
    expect(await store.write.commit({ id, commit: 2, changes: [] })).toMatchObject({ commit: 2 });
  });

  test('is closed with the store, whatever was written and read', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const large = await createTestRevocation(store);
    const small = await createTestRevocation(store, { size: 'small' });
    for (const id of [large, small]) {
      await store.write.commit({ id, commit: 1, changes: [] });
      await store.read.counts({ id });
    }
    await store.close();
    expect(files(folder)).toEqual([`${large}.db`, 'small.db']);
    expect(readdirSync(folder).filter((name) => name.startsWith('curfew.db'))).toEqual(['curfew.db']);
  });

  test('is one of a bounded number of open ones; the others are at rest', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder, { limits: { openFiles: 3 } });
    const ids: string[] = [];
    for (let at = 0; at < 8; at++) {
      const id = await createTestRevocation(store);
      ids.push(id);
      await store.write.commit({ id, commit: 1, changes: [] });
      await store.read.counts({ id });
    }
    // Resting is in the background: a call behind it shows what came of it.
    for (const id of ids) expect(await store.read.counts({ id })).toMatchObject({ commit: 1 });
    await expect
      .poll(() => files(folder).filter((name) => name.endsWith('-wal')).length)
      .toBeLessThanOrEqual(3);
    for (const id of ids) await store.write.commit({ id, commit: 2, changes: [] });
  });

  test('of small revocations has many of them, each with its own numbers', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        createTestRevocation(store, { size: 'small', documents: { plan: at } }),
      ),
    );
    await Promise.all(ids.map((id, at) => at % 2 && store.write.commit({ id, commit: 1, changes: [] })));
    expect(files(folder).filter((name) => name.endsWith('.db'))).toEqual(['small.db']);
    for (const [at, id] of ids.entries()) {
      expect(await store.read.documents({ id, names: ['plan'] })).toEqual({ plan: at });
      expect(await store.read.counts({ id })).toMatchObject({ commit: at % 2 });
    }
  });

  test('is not made when there is not enough space for its content', async () => {
    const folder = await temporaryFolder();
    const store = await openTestStore(folder);
    const made = createTestRevocation(store, { expectedBytes: Number.MAX_SAFE_INTEGER });
    expect(await codeOf(made)).toBe('disk-full');
    expect(files(folder)).toEqual([]);
  });

  test('that was half made when the console was killed is removed', async () => {
    const folder = await temporaryFolder();
    await (await openTestStore(folder)).close();
    await writeFile(join(folder, 'revocations/0b0e1c5e.db.new'), 'SQLite format 3');
    const store = await openTestStore(folder);
    expect(existsSync(join(folder, 'revocations/0b0e1c5e.db.new'))).toBe(false);
    const id = await createTestRevocation(store);
    expect(files(folder)).toEqual([`${id}.db`]);
  });
});
