import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFuseFaults, readWantedFuses } from '../../scripts/lib/fuse-wire.mjs';
import { findPackageFaults } from '../../scripts/lib/packaged-console.mjs';

const builder = readFileSync('electron-builder.yml', 'utf8');
const workflow = readFileSync('.github/workflows/test.yml', 'utf8');
const wanted = readWantedFuses(builder);

/** A binary with fuses in it, as Electron has them. */
function binaryWith(states: string, version = 1): Buffer {
  const header = Buffer.from([version, states.length]);
  return Buffer.concat([
    Buffer.alloc(1_000, 7),
    Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    header,
    Buffer.from(states, 'latin1'),
    Buffer.alloc(1_000, 7),
  ]);
}

describe('the fuses of a package', () => {
  it('leave no way to run other code than that of the archive', () => {
    expect(wanted).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  // control: fuses-read-back
  it('are read back from the binary, and each one that is not as configured is named', () => {
    expect(findFuseFaults(binaryWith('010011001'), wanted)).toEqual([]);
    expect(findFuseFaults(binaryWith('110011001'), wanted)).toEqual(['runAsNode is true, not false.']);
    expect(findFuseFaults(binaryWith('010011r01'), wanted)).toEqual([
      'loadBrowserProcessSpecificV8Snapshot is missing, not false.',
    ]);
    expect(findFuseFaults(Buffer.concat([binaryWith('010011001'), binaryWith('010001001')]), wanted)).toEqual(
      ['enableEmbeddedAsarIntegrityValidation is false, not true.'],
    );
  });

  // control: fuses-read-back
  it('that are new in a version of Electron, or that are not there, are faults', () => {
    expect(findFuseFaults(binaryWith('0100110010'), wanted)).toEqual(['Fuses that are not known here: 1.']);
    expect(findFuseFaults(binaryWith('010011'), wanted)).toHaveLength(2);
    expect(findFuseFaults(binaryWith('010011001', 2), wanted)).toHaveLength(1);
    expect(findFuseFaults(Buffer.alloc(100), wanted)).toEqual(['There is no wire of fuses.']);
  });

  it('get a signature of their own on macOS, where nothing else signs', () => {
    expect(builder).toMatch(/^electronFuses:\n(?: .*\n)* {2}resetAdHocDarwinSignature: true\n/m);
  });
});

// control: no-debugging-when-packaged
it('the AppImage is not started without a sandbox by its desktop entry', () => {
  expect(builder).toMatch(/^appImage:\n(?: .*\n)* {2}executableArgs: \[\]\n/m);
  expect(builder.replace(/#.*/g, '')).not.toContain('no-sandbox');
});

describe('trying a package', () => {
  let folder: string;
  let archive: string;
  const mainCode = Buffer.from('start();\n// a comment\nshow();\n');
  const whole = Buffer.concat([Buffer.from('{"files":{}}'), mainCode, Buffer.from('more')]);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'curfew-packaging-'));
    archive = join(folder, 'app.asar');
    await writeFile(archive, whole);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** What is wrong with a program that stands in for a packaged console. It has the bytes of its archive in `bytes`. */
  async function faultsOf(code: string, deadlineMs = 30_000): Promise<string[]> {
    const script = join(folder, 'console.mjs');
    const show = `writeFileSync(join(data, 'settings.json'), '{"lastConnectionId":"sandbox"}')`;
    await writeFile(
      script,
      [
        "import { readFileSync, writeFileSync } from 'node:fs'; import { join } from 'node:path';",
        "const data = process.argv.at(-1).replace('--user-data-dir=', '');",
        `const bytes = readFileSync(${JSON.stringify(archive)});`,
        `const isWhole = bytes.equals(Buffer.from(${JSON.stringify(whole.toString('base64'))}, 'base64'));`,
        `const show = () => ${show}; setInterval(() => {}, 1_000);`,
        code,
      ].join('\n'),
    );
    const program = { command: process.execPath, args: [script] };
    const faults = await findPackageFaults({ program, archive, mainCode, checksArchive: true, deadlineMs });
    // The archive is as it was, whatever came out.
    expect((await readFile(archive)).equals(whole)).toBe(true);
    return faults;
  }

  // control: archive-integrity
  it('finds nothing where it shows its first page, and ends when its archive was changed', async () => {
    expect(await faultsOf('if (isWhole) show(); else process.exit(1);')).toEqual([]);
  });

  // control: archive-integrity
  it('tells that a changed archive is started', async () => {
    expect(await faultsOf('show();')).toEqual(['It starts with an archive in which one byte was changed.']);
  });

  it.runIf(process.platform === 'linux')(
    'tells that the renderer has no more filters than the main process',
    async () => {
      const renderer =
        "spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', '--type=renderer'])";
      const code = `import { spawn } from 'node:child_process'; ${renderer}.once('spawn', () => isWhole ? show() : process.exit(1));`;
      expect(await faultsOf(code)).toEqual(['Its renderer runs without a sandbox.']);
    },
  );

  it('tells that it ends, or shows nothing, as it was packed', async () => {
    expect(await faultsOf('process.exit(7);')).toEqual(['It ended with 7 before its first page.']);
    expect(await faultsOf('', 500)).toEqual(['It showed no page.']);
  });
});

// control: pinned-actions
describe('the workflow', () => {
  it('uses actions of exact commits', () => {
    const used = [...workflow.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect(used.length).toBeGreaterThan(3);
    expect(used.filter((action) => !/@[0-9a-f]{40}$/.test(action ?? ''))).toEqual([]);
  });

  it('leaves no token in a checkout, and may only read', () => {
    const checkouts = workflow.split('uses: actions/checkout@').slice(1);
    expect(checkouts.filter((step) => !/^.*\n +with:\n +persist-credentials: false\n/.test(step))).toEqual(
      [],
    );
    expect(workflow).toMatch(/^permissions:\n {2}contents: read\n/m);
  });

  it('packages on three systems, and starts each package with its sandbox on', () => {
    const job = /^ {2}package:\n((?: {3}.*\n|\n)*)/m.exec(workflow)?.[1] ?? '';
    expect(job).toContain('os: [ubuntu-latest, macos-latest, windows-latest]');
    const steps = [...job.matchAll(/run: (.*)$/gm)].map(([, command]) => command);
    expect(steps).toEqual([
      'npm ci',
      'npm run package',
      'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
      'xvfb-run --auto-servernum node scripts/try-package.mjs',
      'node scripts/try-package.mjs',
    ]);
    expect(workflow.replace(/#.*/g, '')).not.toContain('no-sandbox');
  });

  it('runs the specs in Electron with its sandbox on, unless root runs them', () => {
    const launch = readFileSync('test/hosts/electron/launch-electron.ts', 'utf8');
    expect(launch).toMatch(/^ {4}chromiumSandbox: !rootOnLinux,$/m);
    expect(launch).not.toContain('no-sandbox');
  });
});

describe('a package', () => {
  it('has curfew-verify as a file of its own, outside of the archive', () => {
    const resources = /^extraResources:\n((?: +.*\n)+)/m.exec(builder)?.[1] ?? '';
    expect(resources).toContain('from: scripts/curfew-verify.mjs');
    expect(readFileSync('scripts/curfew-verify.mjs', 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});
