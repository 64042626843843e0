import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePrivate } from './private-files.ts';

let place: string;
let umask: number;

beforeEach(async () => {
  umask = process.umask(0);
  place = await mkdtemp(join(tmpdir(), 'curfew-private-'));
});
afterEach(async () => {
  process.umask(umask);
  await rm(place, { recursive: true });
});

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

// control: private-files
describe.skipIf(process.platform === 'win32')('a data folder', () => {
  it('is made for the user alone', async () => {
    await makePrivate(join(place, 'data'));
    expect(await modeOf(join(place, 'data'))).toBe('700');
  });

  it('that is open to others is closed, with everything that is in it', async () => {
    const folder = join(place, 'data');
    await mkdir(join(folder, 'revocations'), { recursive: true });
    for (const name of [
      'settings.json',
      'connections.json',
      'lock.db',
      'revocations/1.db',
      'revocations/1.db-wal',
    ])
      await writeFile(join(folder, name), 'x');
    expect(await modeOf(join(folder, 'settings.json'))).toBe('666');
    expect(await makePrivate(folder)).toEqual([]);
    expect([await modeOf(folder), await modeOf(join(folder, 'revocations'))]).toEqual(['700', '700']);
    for (const name of [
      'settings.json',
      'connections.json',
      'lock.db',
      'revocations/1.db',
      'revocations/1.db-wal',
    ])
      expect(`${name} ${await modeOf(join(folder, name))}`).toBe(`${name} 600`);
  });

  it('changes nothing through a link that is in it', async () => {
    const folder = join(place, 'data');
    await mkdir(join(place, 'elsewhere'), { recursive: true });
    await writeFile(join(place, 'elsewhere', 'shared.txt'), 'x');
    await mkdir(folder);
    await symlink(join(place, 'elsewhere'), join(folder, 'link'));
    await makePrivate(folder);
    expect(await modeOf(join(place, 'elsewhere'))).toBe('777');
    expect(await modeOf(join(place, 'elsewhere', 'shared.txt'))).toBe('666');
  });
});
