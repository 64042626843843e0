import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

const commands = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'google-chrome-beta',
  'microsoft-edge',
];

const macApplications = ['Chromium', 'Google Chrome', 'Microsoft Edge'].flatMap((name) =>
  ['/Applications', join(process.env.HOME ?? '', 'Applications')].map((folder) =>
    join(folder, `${name}.app`, 'Contents', 'MacOS', name),
  ),
);

const windowsPrograms = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
].flatMap((program) =>
  [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].flatMap((folder) =>
    folder === undefined ? [] : [join(folder, program)],
  ),
);

function onPath(command: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, command)).find((file) => existsSync(file));
}

function ofTheSystem(): string | undefined {
  if (process.platform === 'darwin') return macApplications.find((file) => existsSync(file));
  if (process.platform === 'win32') return windowsPrograms.find((file) => existsSync(file));
  return commands.map(onPath).find((file) => file !== undefined);
}

/** `apt-get install chromium`, where this user may: root on a Debian. */
function byApt(): string | undefined {
  const may = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (!may || onPath('apt-get') === undefined) return undefined;
  process.stdout.write('No Chromium here: installing it with apt-get.\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
  spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], { env, stdio: 'ignore' });
  return ofTheSystem();
}

/** A Chromium to run in: the one that was named, the system's, Playwright's own, or one from apt. Throws what to do. */
export function findChromium(): string {
  const named = process.env.CURFEW_CHROMIUM;
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named;
    throw new Error(`CURFEW_CHROMIUM names ${named}, which is not there.`);
  }
  const own = chromium.executablePath();
  const found = ofTheSystem() ?? (existsSync(own) ? own : undefined) ?? byApt();
  if (found !== undefined) return found;
  throw new Error(
    'No Chromium was found. Install Chromium or Chrome, or run "npx playwright install chromium", or set CURFEW_CHROMIUM to the path of one.',
  );
}

/** What it calls itself, for people: "Chromium 156.0.8078.79". Empty when it does not say. */
export function chromiumVersion(executable: string): string {
  // On Windows the option opens a window instead of answering.
  if (process.platform === 'win32') return '';
  try {
    const text = execFileSync(executable, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.match(/^.*?\d+(\.\d+)+/)?.[0] ?? '';
  } catch {
    return '';
  }
}
