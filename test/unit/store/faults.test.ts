import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { chmod, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Failure } from '../../../src/contract/failure.ts';
import type { Store } from '../../../src/main/store/interface.ts';
import type { SpawnStoreWorker, StoreWorkerData } from '../../../src/main/store/worker/protocol.ts';
import { errorOf } from '../support/rejection.ts';
import { createUnsyncedDisk } from '../support/store/faults/unsynced-disk.ts';
import {
  createTestRevocation,
  openTestStore,
  spawnStoreWorker,
  temporaryFolder,
} from '../support/store/test-store.ts';
import { startConsole } from './support/console-process.ts';

/** Null when it does not reject. */
function errorOrNull(work: Promise<unknown>) {
  return work.then(
    () => null,
    (thrown: Failure) => thrown.error,
  );
}

function bigDocument(commit: number) {
  return { type: 'documents', documents: { facts: { commit, text: 'x'.repeat(50_000) } } } as const;
}

/** Commits until it is refused, and gives the error and how many are on disk. */
async function commitUntilRefused(store: Store, id: string) {
  const log = store.openLog(id);
  for (let commit = 1; ; commit++) {
    log.append({
      type: 'documents',
      documents: { [commit % 2 ? 'facts' : 'order']: 'x'.repeat(commit * 20_000) },
    });
    const error = await errorOrNull(log.settle());
    if (error) return { error, commits: commit - 1, log };
  }
}

/** Overwrites a page of an index that nothing was written to: the file can be opened and read, and is damaged. */
async function damageIndex(path: string): Promise<void> {
  const db = new DatabaseSync(path, { readOnly: true });
  const root = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'target_by_user'").get()?.rootpage;
  db.close();
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(100, 0xa5), 0, 100, (Number(root) - 1) * 4_096);
  await file.close();
}

function canMount(): boolean {
  const folder = join(tmpdir(), 'curfew-mount-probe');
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  }
}

function canTrace(): boolean {
  try {
    execFileSync('strace', ['-f', '-qq', '-o', '/dev/null', '-e', 'inject=fsync:error=EIO:when=1', 'true']);
    return true;
  } catch {
    return false;
  }
}

/** Modes do not keep root out: what to put before a command so that they count. Null: there is no means. */
function commandPrefix(): string[] | null {
  if (process.platform === 'win32') return null;
  if (process.getuid?.() !== 0) return [];
  const prefix = ['setpriv', '--reuid=65534', '--clear-groups'];
  try {
    execFileSync('setpriv', [
      ...prefix.slice(1),
      process.execPath,
      '-e',
      `require('fs').readFileSync('package.json')`,
    ]);
    return prefix;
  } catch {
    return null;
  }
}

const asOther = commandPrefix();

describe('a full disk', () => {
  test('is reported as `disk-full`, loses nothing, and other revocations go on', async () => {
    const store = await openTestStore(await temporaryFolder(), { limits: { pages: 200 } });
    const id = await createTestRevocation(store);
    const other = await createTestRevocation(store);
    const { error, commits } = await commitUntilRefused(store, id);
    expect(error).toMatchObject({ code: 'disk-full', params: { cause: 'SQLITE_FULL' } });
    expect(await store.read.counts({ id })).toMatchObject({ commit: commits });
    expect(await store.write.commit({ id: other, commit: 1, changes: [] })).toMatchObject({ commit: 1 });
  });

  test.skipIf(!canMount())('(a small tmpfs) takes everything that waited once there is space', async () => {
    const folder = await temporaryFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]);
    onTestFinished(() => void execFileSync('umount', ['-l', folder]));
    const store = await openTestStore(folder);
    const id = await createTestRevocation(store);
    const ballast = join(folder, 'ballast');
    await writeFile(ballast, Buffer.alloc(2_000_000));
    const { error, commits, log } = await commitUntilRefused(store, id);
    expect(error.code).toBe('disk-full');
    expect(await errorOf(log.settle())).toMatchObject({ code: 'disk-full' });
    expect(await errorOf(createTestRevocation(store))).toMatchObject({ code: 'disk-full' });
    expect(await store.read.counts({ id })).toMatchObject({ commit: commits });
    await rm(ballast);
    expect(await log.settle()).toMatchObject({ commit: commits + 1 });
    const made = await createTestRevocation(store);
    expect(await store.read.counts({ id: made })).toMatchObject({ commit: 0 });
    await store.close();
    const again = await openTestStore(folder);
    expect(await again.read.counts({ id })).toMatchObject({ commit: commits + 1 });
  });

  test.skipIf(process.platform === 'win32')(
    '(ulimit -f) is an error of the disk, and loses nothing',
    async () => {
      const folder = await temporaryFolder();
      const first = await openTestStore(folder);
      const id = await createTestRevocation(first);
      await first.close();
      // In KiB: less than the WAL grows to before it is written back.
      const limited = ['bash', '-c', 'trap \'\' XFSZ; ulimit -f 1000; exec "$@"', 'bash'];
      const console = startConsole('commit-until-killed.ts', [folder, id, '2000'], limited);
      await console.exited;
      const failed = console.told.flatMap(({ failed: error }) => error ?? []);
      expect(failed.length).toBeGreaterThan(0);
      expect(failed.every(({ code }) => code === 'store-unavailable' || code === 'disk-full')).toBe(true);
      const acknowledged = Math.max(0, ...console.told.map(({ commit }) => commit ?? 0));
      const store = await openTestStore(folder);
      const { commit } = await store.read.counts({ id });
      expect([acknowledged, acknowledged + 1]).toContain(commit);
      expect(await store.read.documents({ id, names: ['facts'] })).toMatchObject({ facts: { commit } });
    },
  );
});

describe('an error at COMMIT', () => {
  test.skipIf(!canTrace())(
    '(strace) leaves each commit on disk once, and the log goes on',
    async () => {
      const folder = await temporaryFolder();
      const first = await openTestStore(folder);
      const id = await createTestRevocation(first);
      const other = await createTestRevocation(first, { documents: { plan: 'other' } });
      await first.close();
      const faulty = 'inject=fsync,fdatasync:error=EIO:when=40..60+3';
      const traced = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e', faulty];
      const console = startConsole('commit-until-killed.ts', [folder, id, '60'], traced);
      expect(await console.exited).toBe(0);
      const failed = console.told.flatMap(({ failed: error }) => error ?? []);
      expect(failed.length).toBeGreaterThan(0);
      expect(failed.every(({ code }) => code === 'store-unavailable')).toBe(true);
      expect(console.told.flatMap(({ commit }) => commit ?? []).at(-1)).toBe(60);
      const store = await openTestStore(folder);
      expect(await store.read.counts({ id })).toMatchObject({ commit: 60 });
      expect(await store.read.documents({ id, names: ['facts'] })).toMatchObject({ facts: { commit: 60 } });
      expect(await store.read.documents({ id: other, names: ['plan'] })).toEqual({ plan: 'other' });
    },
    60_000,
  );

  test('a commit that is there is answered only when the disk has confirmed it', async () => {
    const { confirm, refuse, spawn } = createUnsyncedDisk();
    const store = await openTestStore(await temporaryFolder(), { spawn });
    const id = await createTestRevocation(store);
    const commit = () => store.write.commit({ id, commit: 1, changes: [] });
    await commit();
    refuse();
    expect(await errorOf(commit())).toMatchObject({ code: 'store-unavailable', params: { cause: 'EIO' } });
    confirm();
    expect(await commit()).toMatchObject({ commit: 1 });
  });
});

describe('a folder that cannot be written', () => {
  test.skipIf(asOther === null)(
    'is reported as `store-unavailable` when the console starts (modes of files)',
    async () => {
      const folder = await temporaryFolder();
      await chmod(folder, 0o555);
      const { told, exited } = startConsole('open-folder.ts', [folder], asOther ?? []);
      expect(await exited).toBe(0);
      expect(told).toMatchObject([{ failed: { code: 'store-unavailable' } }]);
      expect(JSON.stringify(told)).not.toContain(folder);
    },
  );
});

describe('a thread of the store that ends', () => {
  /** Gives the threads that were started, the latest last. */
  function spawner(change: (data: StoreWorkerData) => StoreWorkerData = (data) => data) {
    const threads: { role: string; worker: Worker }[] = [];
    const spawn: SpawnStoreWorker = (data) => {
      const worker = spawnStoreWorker(change(data));
      threads.push({ role: data.role, worker });
      return worker;
    };
    const last = (role: string) => threads.findLast((thread) => thread.role === role)?.worker as Worker;
    return { spawn, last, threads };
  }

  test('in the middle of a commit fails the call, and the log goes on with the next thread', async () => {
    const { spawn, last, threads } = spawner();
    const folder = await temporaryFolder();
    const store = await openTestStore(folder, { spawn });
    const id = await createTestRevocation(store);
    const log = store.openLog(id);
    await log.settle();
    let failures = 0;
    for (let commit = 1; commit <= 30; commit++) {
      log.append(bigDocument(commit));
      if (commit % 6 === 0) void last('write').terminate();
      for (;;) {
        const error = await errorOrNull(log.settle());
        if (!error) break;
        expect(error).toMatchObject({ code: 'store-unavailable' });
        failures += 1;
      }
    }
    expect(failures).toBeGreaterThan(0);
    expect(threads.filter(({ role }) => role === 'write').length).toBe(failures + 1);
    expect(await store.read.counts({ id })).toMatchObject({ commit: 30 });
    expect(await store.read.documents({ id, names: ['facts'] })).toMatchObject({ facts: { commit: 30 } });
    expect(await store.read.entry({ id })).toMatchObject({ type: 'readable' });
  });

  test('while it reads fails the call, and the next call is answered', async () => {
    const { spawn, last } = spawner();
    const store = await openTestStore(await temporaryFolder(), { spawn });
    const id = await createTestRevocation(store);
    await store.read.counts({ id });
    const read = errorOf(store.read.counts({ id }));
    await last('read').terminate();
    expect(await read).toMatchObject({ code: 'store-unavailable' });
    expect(await store.read.counts({ id })).toMatchObject({ commit: 0 });
  });

  test('because it cannot be started is an error of each call, not of the console', async () => {
    let broken = false;
    const { spawn, last } = spawner((data) => (broken ? { ...data, dataDirectory: '/proc/nowhere' } : data));
    const store = await openTestStore(await temporaryFolder(), { spawn });
    const id = await createTestRevocation(store);
    broken = true;
    await last('write').terminate();
    for (let at = 0; at < 3; at++) {
      expect(await errorOf(store.write.commit({ id, commit: 1, changes: [] }))).toMatchObject({
        code: 'store-unavailable',
      });
    }
    expect(await store.read.counts({ id })).toMatchObject({ commit: 0 });
    broken = false;
    const commit = () => store.write.commit({ id, commit: 1, changes: [] }).catch(() => null);
    await expect.poll(commit).toMatchObject({ commit: 1 });
  });
});

describe('a file that was open when the console was killed', () => {
  test('is read as a whole before anything of it is used: its damage stops a run, and nothing else', async () => {
    const folder = await temporaryFolder();
    const first = await openTestStore(folder);
    const damaged = await createTestRevocation(first);
    const intact = await createTestRevocation(first);
    await first.close();
    // The second console checks what the first one left and brings it to rest: the damaged file is the one that stays as it was.
    for (const id of [intact, damaged]) {
      const console = startConsole('commit-until-killed.ts', [folder, id]);
      await expect.poll(() => console.told.length, { interval: 5 }).toBeGreaterThan(3);
      console.child.kill('SIGKILL');
      await console.exited;
    }
    const path = join(folder, 'revocations', `${damaged}.db`);
    expect(existsSync(`${path}-wal`)).toBe(true);
    await damageIndex(path);
    const store = await openTestStore(folder);
    const where = { where: 'to-dispatch', after: 0, limit: 10 } as const;
    expect(await errorOf(store.read.runTargets({ id: damaged, ...where }))).toMatchObject({
      code: 'store-damaged',
    });
    expect(await errorOf(store.write.commit({ id: damaged, commit: 1, changes: [] }))).toMatchObject({
      code: 'store-damaged',
    });
    expect(await store.read.runTargets({ id: intact, ...where })).toEqual([]);
    // What is in order is brought to rest again.
    await expect.poll(() => existsSync(join(folder, 'revocations', `${intact}.db-wal`))).toBe(false);
    expect(existsSync(`${path}-wal`)).toBe(true);
  });
});
