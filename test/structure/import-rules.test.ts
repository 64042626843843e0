import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const run = promisify(execFile);
const repository = resolve(import.meta.dirname, '../..');
const modulesConfig = '.dependency-cruiser.cjs';
const foldersConfig = '.dependency-cruiser.folders.cjs';

const cruiseOutput = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

const require = createRequire(import.meta.url);
const configs = [modulesConfig, foldersConfig].map((config) =>
  z
    .object({ forbidden: z.array(z.object({ name: z.string() })) })
    .parse(require(resolve(repository, config))),
);
const ruleNames = configs.flatMap(({ forbidden }) => forbidden.map(({ name }) => name));

/** For each rule a file that breaks it, and what it says. */
const violations: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'no-circular': ['src/main/scan/planted.ts', "export { two as one } from './z-other.ts';\n"],
  'not-to-unresolvable': ['src/main/scan/planted.ts', "export * from './nowhere.ts';\n"],
  'contract-imports-zod-and-re2-only': ['src/contract/planted.ts', "export { request } from 'undici';\n"],
  'electron-in-shell-and-preload-only': [
    'src/main/directory/planted.ts',
    "export { app } from 'electron';\n",
  ],
  'supertokens-in-core-only': [
    'src/main/directory/planted.ts',
    "export { default as sdk } from 'supertokens-node';\n",
  ],
  'sqlite-in-store-only': ['src/main/directory/planted.ts', "export { DatabaseSync } from 'node:sqlite';\n"],
  'store-is-used-by-its-interface': [
    'src/main/planning/planted.ts',
    "export * from '../store/client/open-store.ts';\n",
  ],
  'store-threads-without-schemas': [
    'src/main/store/tables/planted.ts',
    "export * from '../../../contract/domain/planning/draft.ts';\n",
  ],
  'renderer-imports-contract-only': [
    'src/renderer/app/planted.ts',
    "export * from '../../main/core/protocol.ts';\n",
  ],
  'renderer-has-no-node': ['src/renderer/ui/planted.ts', "export { join } from 'node:path';\n"],
  'features-never-import-one-another': [
    'src/renderer/features/search/planted.ts',
    "export * from '../user/user-page.tsx';\n",
  ],
  'preload-imports-contract-only': ['src/preload/planted.ts', "export * from '../main/ipc/sender.ts';\n"],
  'main-never-imports-renderer-or-preload': [
    'src/main/ipc/planted.ts',
    "export * from '../../preload/bridge.ts';\n",
  ],
  'sandbox-needs-node-alone': [
    'src/main/sandbox/planted.ts',
    "export * from '../../contract/domain/user.ts';\n",
  ],
  'scripts-run-before-anything-is-installed': ['scripts/planted.mjs', "export { z } from 'zod';\n"],
  'source-never-imports-tests': [
    'src/main/scan/planted.ts',
    "export * from '../../../test/unit/support/gate.ts';\n",
  ],
  'no-uncovered-folder': ['src/planted/planted.ts', "export * from '../contract/failure.ts';\n"],
  'imports-of-main-shared': ['src/main/shared/planted.ts', "export * from '../core/protocol.ts';\n"],
  'imports-of-main-core': ['src/main/core/planted.ts', "export * from '../identity/user-ids.ts';\n"],
  'imports-of-main-identity': ['src/main/identity/planted.ts', "export * from '../store/records.ts';\n"],
  'imports-of-main-store': ['src/main/store/planted.ts', "export * from '../core/protocol.ts';\n"],
  'imports-of-main-scan': ['src/main/scan/planted.ts', "export * from '../planning/planning.ts';\n"],
  'imports-of-main-directory': ['src/main/directory/planted.ts', "export * from '../store/records.ts';\n"],
  'imports-of-main-planning': [
    'src/main/planning/planted.ts',
    "export * from '../revocations/revocations.ts';\n",
  ],
  'imports-of-main-audit': ['src/main/audit/planted.ts', "export * from '../core/protocol.ts';\n"],
  'imports-of-main-delivery': ['src/main/delivery/planted.ts', "export * from '../forwarding/syslog.ts';\n"],
  'imports-of-main-forwarding': [
    'src/main/forwarding/planted.ts',
    "export * from '../connections/connections.ts';\n",
  ],
  'imports-of-main-signals': [
    'src/main/signals/planted.ts',
    "export * from '../revocations/revocations.ts';\n",
  ],
  'imports-of-main-revocations': [
    'src/main/revocations/planted.ts',
    "export * from '../planning/planning.ts';\n",
  ],
  'imports-of-main-connections': [
    'src/main/connections/planted.ts',
    "export * from '../settings/settings.ts';\n",
  ],
  'imports-of-main-lock': ['src/main/lock/planted.ts', "export * from '../connections/connections.ts';\n"],
  'imports-of-main-settings': [
    'src/main/settings/planted.ts',
    "export * from '../connections/connections.ts';\n",
  ],
  'imports-of-main-sandbox': ['src/main/sandbox/planted.ts', "export * from '../shared/clock.ts';\n"],
  'imports-of-main-ipc': ['src/main/ipc/planted.ts', "export * from '../shell/window.ts';\n"],
  'imports-of-main-shell': ['src/main/shell/planted.ts', "export * from '../planning/planning.ts';\n"],
  'imports-of-renderer-messages': [
    'src/renderer/messages/planted.ts',
    "export * from '../ui/page/problem.tsx';\n",
  ],
  'imports-of-renderer-ui': ['src/renderer/ui/planted.ts', "export * from '../shared/ipc-client.ts';\n"],
  'imports-of-renderer-shared': [
    'src/renderer/shared/planted.ts',
    "export * from '../features/user/user-page.tsx';\n",
  ],
  'imports-of-renderer-features': [
    'src/renderer/features/user/planted.ts',
    "export * from '../../app/app.tsx';\n",
  ],
  'imports-of-renderer-frame': ['src/renderer/frame/planted.ts', "export * from '../app/app.tsx';\n"],
  'no-folder-cycles': [
    'src/contract/domain/planted.ts',
    "export type { ChannelName } from '../channels/contract.ts';\n",
  ],
};

/** Cruises a tree as `npm run lint` does. Violations make the tool exit with their number, so both ends are read. */
async function cruise(tree: string, config: string, folders: readonly string[]) {
  const cli = resolve(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cli, '--config', config, '--output-type', 'json', ...folders];
  const answer = await run(process.execPath, args, { cwd: tree, maxBuffer: 64e6 }).catch(
    (error: { stdout: string }) => error,
  );
  return cruiseOutput.parse(JSON.parse(answer.stdout)).summary;
}

describe('the import rules', () => {
  // That all modules follow them is what `npm run lint` says. Here: that it would say so, if one did not.
  it('have a planted violation each', () => {
    expect(Object.keys(violations).sort()).toEqual([...ruleNames].sort());
  });
});

/** It reads the whole tree twice: on a busy machine that takes minutes. */
const busyMachineMs = 600_000;

describe('a violation that is planted in a copy of the tree', () => {
  let reported: readonly { readonly name: string; readonly from: string }[] = [];

  /** The file that breaks this rule and no other one plants. */
  const plantedFile = (rule: string, file: string) => file.replace(/planted(?=\.m?ts$)/, `planted-${rule}`);

  // All of them are planted in one tree, and it is read once: dependency-cruiser takes a second to start.
  beforeAll(async () => {
    const tree = await mkdtemp(join(tmpdir(), 'curfew-import-rules-'));
    try {
      const parts = [
        'src',
        'scripts',
        'test/unit/support',
        'test/hosts',
        'tsconfig.base.json',
        'package.json',
      ];
      for (const part of [...parts, modulesConfig, foldersConfig])
        await cp(join(repository, part), join(tree, part), { recursive: true });
      await symlink(resolve(repository, 'node_modules'), join(tree, 'node_modules'), 'junction');
      for (const [rule, [file, text]] of Object.entries(violations)) {
        const path = join(tree, plantedFile(rule, file));
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, text);
      }
      // The other half of the circle of `no-circular`.
      const back = "export { one as two } from './planted-no-circular.ts';\n";
      await writeFile(join(tree, 'src/main/scan/z-other.ts'), back);
      const summaries = await Promise.all([
        cruise(tree, modulesConfig, ['src', 'scripts']),
        cruise(tree, foldersConfig, ['src', 'test/hosts']),
      ]);
      reported = summaries.flatMap(({ violations: found }) =>
        found.map(({ from, rule: { name } }) => ({ name, from })),
      );
    } finally {
      await rm(tree, { recursive: true, force: true });
    }
  }, busyMachineMs);

  it.each(Object.entries(violations))('is reported by %s', (rule, [file]) => {
    const from = rule === 'no-folder-cycles' ? dirname(file) : plantedFile(rule, file);
    expect(reported).toContainEqual({ name: rule, from });
  });
});
