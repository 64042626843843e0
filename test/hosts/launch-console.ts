import { launchInChromium } from './chromium/launch-in-chromium.ts';
import { electronBinary, launchElectron } from './electron/launch-electron.ts';
import type { LaunchedConsole, LaunchOptions } from './shared/launched-console.ts';

/** CURFEW_HOST when it is set, else Electron where its binary is there. */
export function chooseHost(): 'chromium' | 'electron' {
  const wanted = process.env.CURFEW_HOST;
  if (wanted === 'chromium' || wanted === 'electron') return wanted;
  if (wanted !== undefined && wanted !== '') throw new Error('CURFEW_HOST is "electron" or "chromium".');
  return electronBinary() === undefined ? 'chromium' : 'electron';
}

/** Starts the built console: in Electron where its binary is there, else in the Chromium host. Says which. */
export async function launchConsole(options: LaunchOptions = {}): Promise<LaunchedConsole> {
  const host = chooseHost();
  const launched = host === 'electron' ? await launchElectron(options) : await launchInChromium(options);
  process.stdout.write(`[host] ${host === 'electron' ? 'Electron' : 'Chromium host'}\n`);
  return launched;
}
