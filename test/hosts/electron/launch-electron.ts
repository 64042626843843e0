import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright';
import { killGroup } from '../kill-group.ts';
import type { LaunchedConsole, LaunchOptions } from '../launch.ts';
import { createProblems, noteConsoleError } from '../problems.ts';
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
      ...(rootOnLinux ? ['--no-sandbox'] : []),
    ],
    colorScheme: options.colourScheme ?? 'light',
    env: { ...(process.env as Record<string, string>), ...options.env },
  });
  const problems = createProblems();
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
    clickMenu: (label) =>
      application.evaluate(({ Menu }, wanted) => {
        type Items = Electron.MenuItem[];
        const find = (items: Items): Electron.MenuItem | undefined =>
          items.map((item) => (item.label === wanted ? item : find(item.submenu?.items ?? []))).find(Boolean);
        find(Menu.getApplicationMenu()?.items ?? [])?.click();
      }, label),
    clipboardText: () => application.evaluate(({ clipboard }) => clipboard.readText()),
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
