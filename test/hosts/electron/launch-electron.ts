import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright';
import { killGroup } from '../shared/kill-group.ts';
import type { LaunchedConsole, LaunchOptions } from '../shared/launched-console.ts';
import { createProblems, noteConsoleError } from '../shared/problems.ts';
import { standInForSystem } from './stand-ins.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Where Electron's binary is; undefined when it was not downloaded. Asking the package itself would download it. */
export function electronBinary(): string | undefined {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(binary) ? binary : undefined;
}

/** The secret store of the test, as far as Electron lets it be chosen: on Linux, by a switch. */
function storeArguments({ safeStorage }: LaunchOptions): string[] {
  if (process.platform !== 'linux') return [];
  return safeStorage === 'available' || safeStorage === undefined ? [] : ['--password-store=basic'];
}

/** The console in real Electron. */
export async function launchElectron(options: LaunchOptions): Promise<LaunchedConsole> {
  const executablePath = electronBinary();
  if (executablePath === undefined) throw new Error('Electron is not installed: run "npx install-electron".');
  const fresh =
    options.userData === undefined ? await mkdtemp(join(tmpdir(), 'curfew-electron-')) : undefined;
  const userData = options.userData ?? fresh ?? '';
  const rootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
  const application = await _electron.launch({
    executablePath,
    args: [
      root,
      `--user-data-dir=${userData}`,
      ...storeArguments(options),
      ...(options.netLog === undefined ? [] : [`--log-net-log=${options.netLog}`]),
    ],
    // Playwright starts Electron without its sandbox unless asked. Root on Linux cannot have one.
    chromiumSandbox: !rootOnLinux,
    colorScheme: options.colourScheme ?? 'light',
    env: { ...(process.env as Record<string, string>), ...options.env },
  });
  const problems = createProblems();
  let output = '';
  for (const stream of [application.process().stdout, application.process().stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const page = await application.firstWindow();
  page.on('console', (message) => {
    if (message.type() === 'error') noteConsoleError(problems, message.text());
  });
  page.on('pageerror', (error) => problems.pageErrors.push(error.stack ?? String(error)));
  const downloads = await mkdtemp(join(tmpdir(), 'curfew-downloads-'));
  const system = await standInForSystem(application, downloads);
  if (options.size !== undefined) await page.setViewportSize(options.size);
  await page.waitForLoadState();
  let killed = false;

  return {
    page,
    host: 'electron',
    problems,
    goto: async (path) => void (await page.goto(new URL(path, page.url()).href)),
    path: () => {
      const { pathname, search } = new URL(page.url());
      return pathname + search;
    },
    output: () => output,
    clickMenu: (label) =>
      application.evaluate(({ Menu }, wanted) => {
        type Items = Electron.MenuItem[];
        const find = (items: Items): Electron.MenuItem | undefined =>
          items.map((item) => (item.label === wanted ? item : find(item.submenu?.items ?? []))).find(Boolean);
        find(Menu.getApplicationMenu()?.items ?? [])?.click();
      }, label),
    clipboardText: () => application.evaluate(({ clipboard }) => clipboard.readText()),
    pageAfter: () => Promise.reject(new Error('A page that crashed cannot be followed in Electron.')),
    watchUntilHung: () => Promise.reject(new Error('Electron itself says when a page hangs.')),
    throwInMain: (message) =>
      application.evaluate((_, text) => {
        setTimeout(() => {
          throw new Error(text);
        });
      }, message),
    rejectInMain: (message) =>
      application.evaluate((_, text) => {
        void Promise.reject(new Error(text));
      }, message),
    ended: once(application.process(), 'exit').then(([code]: unknown[]) => code as number | null),
    ...system,
    close: async () => {
      // Killed, it has nothing to be asked any more.
      if (!killed) await application.close();
      await rm(downloads, { recursive: true, force: true });
      if (fresh !== undefined) await rm(fresh, { recursive: true, force: true });
    },
    kill: async () => {
      killed = true;
      const child = application.process();
      const ended = once(child, 'exit');
      if (child.pid !== undefined) killGroup(child.pid);
      await ended;
    },
  };
}
