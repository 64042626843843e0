import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isBuildStale } from '../../scripts/lib/build.mjs';
import { chooseHost, hasDisplay } from '../../scripts/lib/choose-host.mjs';
import { recentFailure, whyFailed } from '../../scripts/lib/electron-binary.mjs';
import { isInstalled } from '../../scripts/lib/install.mjs';

describe('what the lock file asks for', () => {
  const lock = {
    packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0' } },
  };

  test.each([
    ['the same', { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0' } }, true],
    [
      'another version',
      { 'node_modules/a': { version: '1.0.1' }, 'node_modules/b': { version: '2.0.0' } },
      false,
    ],
    ['one missing', { 'node_modules/a': { version: '1.0.0' } }, false],
  ])('is compared with what is installed: %s', (_name, packages, expected) => {
    expect(isInstalled(lock, { packages })).toBe(expected);
  });

  test("is installed although another platform's package is missing", () => {
    const withOptional = { packages: { 'node_modules/fsevents': { version: '2.3.3', optional: true } } };
    expect(isInstalled(withOptional, { packages: {} })).toBe(true);
  });
});

describe('the build', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'curfew-build-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function touch(file: string, minute: number): Promise<void> {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, '');
    await utimes(path, new Date(2026, 0, 1, 0, minute), new Date(2026, 0, 1, 0, minute));
  }

  async function dateFolders(minute: number): Promise<void> {
    for (const path of ['src', 'src/main']) {
      await utimes(join(folder, path), new Date(2026, 0, 1, 0, minute), new Date(2026, 0, 1, 0, minute));
    }
  }

  async function build(minute: number): Promise<void> {
    for (const file of ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html']) {
      await touch(file, minute);
    }
  }

  test('is stale when it, or a part of it, is missing', async () => {
    await touch('src/main/index.ts', 1);
    expect(isBuildStale(folder)).toBe(true);
    await touch('out/main/index.js', 2);
    expect(isBuildStale(folder)).toBe(true);
  });

  test('is not stale when it is newer than everything it is made from', async () => {
    await touch('src/main/index.ts', 1);
    await dateFolders(1);
    await build(2);
    expect(isBuildStale(folder)).toBe(false);
  });

  test('is stale after a change, and after a deletion, which only the folder shows', async () => {
    await touch('src/main/index.ts', 3);
    await dateFolders(1);
    await build(2);
    expect(isBuildStale(folder)).toBe(true);
    await touch('src/main/index.ts', 1);
    await dateFolders(3);
    expect(isBuildStale(folder)).toBe(true);
  });
});

describe('npm start', () => {
  const never = () => expect.fail('Electron must not be asked for');
  const choose = (input: Partial<Parameters<typeof chooseHost>[0]>) =>
    chooseHost({ wanted: undefined, display: true, version: '45.4.1', obtain: never, ...input });

  test('takes Electron when its binary is there', () => {
    const choice = choose({ obtain: () => ({ binary: '/electron' }) });
    expect(choice).toEqual({
      host: 'electron',
      binary: '/electron',
      line: 'Curfew runs in Electron 45.4.1.',
    });
  });

  test('takes the Chromium host when Electron cannot be had, and says the cause and how to try again in one line', () => {
    const choice = choose({ obtain: () => ({ why: 'ENOTFOUND' }) });
    expect(choice.host).toBe('chromium');
    expect(choice.line).toMatch(/^Curfew runs in the Chromium host: .*ENOTFOUND.*--retry-electron$/);
  });

  test('takes the Chromium host without a display, without fetching anything', () => {
    expect(choose({ display: false })).toMatchObject({
      host: 'chromium',
      line: expect.stringContaining('display'),
    });
  });

  test('takes the host that CURFEW_HOST names, or none', () => {
    expect(choose({ wanted: 'chromium' }).host).toBe('chromium');
    expect(choose({ wanted: 'electron', obtain: () => ({ why: 'ENOTFOUND' }) }).host).toBe('none');
    expect(choose({ wanted: 'firefox' }).host).toBe('none');
  });

  test.each([
    ['linux', {}, false],
    ['linux', { DISPLAY: ':0' }, true],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
    ['darwin', {}, true],
    ['win32', {}, true],
  ] as const)('sees on %s with %j whether there is a display: %s', (platform, env, expected) => {
    expect(hasDisplay(platform, env)).toBe(expected);
  });
});

describe('a failed download of Electron', () => {
  const hour = 60 * 60 * 1_000;
  const text = JSON.stringify({ version: '45.4.1', at: 0, why: 'ENOTFOUND' });

  test('counts for a day, for the same version', () => {
    expect(recentFailure(text, '45.4.1', hour)).toMatchObject({ why: 'ENOTFOUND' });
    expect(recentFailure(text, '45.4.1', 25 * hour)).toBeUndefined();
    expect(recentFailure(text, '46.0.0', hour)).toBeUndefined();
  });

  test.each([[undefined], ['{'], ['{}']])('does not count when %j is noted', (noted) => {
    expect(recentFailure(noted, '45.4.1', hour)).toBeUndefined();
  });

  test.each([
    ['Error: getaddrinfo ENOTFOUND release.example', 'ENOTFOUND'],
    ['HTTPError: Response code 403 (Forbidden)', 'HTTP 403'],
    ['TypeError: fetch failed', 'its release host was not reached'],
    ['something else', 'the download failed'],
  ])('with %j names its cause as %s', (output, why) => {
    expect(whyFailed(output)).toBe(why);
  });
});
