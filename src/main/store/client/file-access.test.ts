import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createFileLocks, type FileUse } from './file-access.ts';

function createUsers() {
  const locks = createFileLocks();
  const using: string[] = [];
  const ends = new Map<string, () => void>();
  async function begin(name: string, use: FileUse, file = 'a.db'): Promise<void> {
    void locks.use(file, use, () => {
      using.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    });
    await nextTurn();
  }
  async function end(name: string): Promise<void> {
    using.splice(using.indexOf(name), 1);
    ends.get(name)?.();
    await nextTurn();
  }
  return { locks, using, begin, end };
}

describe('the use of a file', () => {
  test('by pages and commits happens at the same time, and the file rests when they have ended', async () => {
    const { using, begin, end, locks } = createUsers();
    await begin('page', 'read');
    await begin('commit', 'write');
    await begin('rest', 'alone');
    expect(using).toEqual(['page', 'commit']);
    await end('page');
    expect(using).toEqual(['commit']);
    // A page does not wait behind a rest that waits itself.
    await begin('next page', 'read');
    expect(using).toEqual(['commit', 'next page']);
    await end('commit');
    await end('next page');
    expect(using).toEqual(['rest']);
    await begin('last page', 'read');
    expect(using).toEqual(['rest']);
    await end('rest');
    expect(using).toEqual(['last page']);
    await end('last page');
    expect(locks.isIdle('a.db')).toBe(true);
  });

  test('by an index that is built lets pages through, and commits wait', async () => {
    const { using, begin, end } = createUsers();
    await begin('index', 'index');
    await begin('commit', 'write');
    await begin('page', 'read');
    expect(using).toEqual(['index', 'page']);
    await end('index');
    expect(using).toEqual(['page', 'commit']);
  });

  test('does not concern another file, and ends with a failure too', async () => {
    const { using, begin, locks } = createUsers();
    await begin('rest', 'alone');
    await begin('commit', 'write', 'b.db');
    expect(using).toEqual(['rest', 'commit']);
    await expect(locks.use('c.db', 'alone', () => Promise.reject(new Error('oops')))).rejects.toThrow('oops');
    expect(locks.isIdle('c.db')).toBe(true);
  });
});
