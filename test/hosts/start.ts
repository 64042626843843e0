/** The second half of `npm start` and `npm run dev`: the console in the Chromium host, or a picture of it in either. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HostEnded, launchHost } from './chromium/launch-host.ts';
import { launchElectron } from './electron/launch-electron.ts';
import { takePicture } from './shared/picture.ts';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: 'chromium' },
    headless: { type: 'boolean', default: false },
    picture: { type: 'string' },
    once: { type: 'boolean', default: false },
  },
});

/** Beside Electron's folder, not in it: keys that Electron sealed cannot be opened here. */
function userDataFolder(): string {
  const name = 'curfew-chromium-host';
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support', name);
  if (process.platform === 'win32') return join(process.env.APPDATA ?? homedir(), name);
  return join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), name);
}

async function pictureOfElectron(file: string): Promise<void> {
  const launched = await launchElectron({});
  try {
    await takePicture(launched.page, file);
    process.stdout.write(`The first screen is in ${file}\n`);
  } finally {
    await launched.close();
  }
}

async function runInChromium(): Promise<number> {
  const running = await launchHost({
    headless: values.headless,
    attachable: false,
    // The host has no access to the system's keyring: keys are kept for the run only.
    safeStorage: 'absent',
    // A picture is the same whatever was left on this machine, and is taken beside a running console too.
    ...(values.once ? {} : { userData: userDataFolder() }),
    inheritOutput: true,
    once: values.once,
    ...(values.picture === undefined ? {} : { picture: values.picture }),
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void running.close());
  return (await running.ended) ?? 1;
}

try {
  if (values.host === 'electron') await pictureOfElectron(values.picture ?? 'out/first-screen.png');
  else process.exitCode = await runInChromium();
} catch (error) {
  // It has said why itself when it ended on its own.
  if (!(error instanceof HostEnded))
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof HostEnded ? (error.code ?? 1) : 1;
}
