import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

const run = promisify(execFile);
const repository = resolve(import.meta.dirname, '../..');

const cruiseOutput = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/** Cruises `src` as `npm run lint` does; violations make the tool exit with their number, so both ends are read. */
async function cruise() {
  const cli = resolve(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cli, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'];
  const answer = await run(process.execPath, args, { cwd: repository, maxBuffer: 64e6 }).catch(
    (error: { stdout: string }) => error,
  );
  return cruiseOutput.parse(JSON.parse(answer.stdout)).summary;
}

const planted: string[] = [];

async function plant(path: string, text: string): Promise<void> {
  const file = resolve(repository, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  planted.push(file);
}

afterEach(async () => {
  await Promise.all(planted.splice(0).map((file) => rm(file)));
  await rm(resolve(repository, 'src/planted'), { recursive: true, force: true });
});

describe('import rules', () => {
  it('hold, over all modules there are', async () => {
    const summary = await cruise();
    expect(summary.violations).toEqual([]);
    // dependency-cruiser passes on nothing when it cannot read TypeScript: then the number gives it away.
    expect(summary.totalCruised).toBeGreaterThan(150);
  });

  it('catch each planted violation by name', async () => {
    await plant('src/renderer/app/planted-main.ts', "export * from '../../main/core/protocol.ts';\n");
    await plant(
      'src/renderer/features/search/planted-feature.ts',
      "export * from '../user/user-page.tsx';\n",
    );
    await plant('src/main/directory/planted-electron.ts', "export { app } from 'electron';\n");
    await plant('src/main/directory/planted-sdk.ts', "export { default as sdk } from 'supertokens-node';\n");
    await plant('src/main/revocations/planted-shell.ts', "export * from '../shell/window.ts';\n");
    await plant('src/main/directory/planted-sqlite.ts', "export { DatabaseSync } from 'node:sqlite';\n");
    await plant('src/main/directory/planted-store.ts', "export * from '../store/files/connection.ts';\n");
    await plant(
      'src/main/store/tables/planted-schema.ts',
      "export * from '../../../contract/domain/planning.ts';\n",
    );
    await plant('src/main/shared/planted-core.ts', "export * from '../core/protocol.ts';\n");
    await plant('src/contract/planted-undici.ts', "export { request } from 'undici';\n");
    await plant('src/planted/anything.ts', "export * from '../contract/result.ts';\n");

    const summary = await cruise();
    const caught = summary.violations
      .filter(({ from }) => from.includes('planted'))
      .map(({ from, rule }) => `${rule.name}: ${from}`);

    expect(caught).toEqual(
      expect.arrayContaining([
        'renderer-imports-contract-only: src/renderer/app/planted-main.ts',
        'features-never-import-one-another: src/renderer/features/search/planted-feature.ts',
        'electron-in-shell-and-preload-only: src/main/directory/planted-electron.ts',
        'supertokens-in-core-only: src/main/directory/planted-sdk.ts',
        'services-never-import-the-shell: src/main/revocations/planted-shell.ts',
        'sqlite-in-store-only: src/main/directory/planted-sqlite.ts',
        'store-is-used-by-its-interface: src/main/directory/planted-store.ts',
        'store-threads-without-schemas: src/main/store/tables/planted-schema.ts',
        'shared-knows-no-service: src/main/shared/planted-core.ts',
        'contract-imports-zod-only: src/contract/planted-undici.ts',
        'no-uncovered-folder: src/planted/anything.ts',
      ]),
    );
  });
});
