import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { chromium } from 'playwright';
import type { Chromium } from '../state/host-state.ts';
import type { HostOptions } from '../state/options.ts';

/** Chromium's own sandbox cannot be set up by root. */
function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Starts Chromium with a window without tabs, in a profile of this launch alone. */
export async function startChromium(options: HostOptions, switches: readonly string[]): Promise<Chromium> {
  const size = options.width === undefined ? '1280,840' : `${options.width},${options.height}`;
  const context = await chromium.launchPersistentContext(options.profile, {
    executablePath: options.executable,
    headless: options.headless,
    chromiumSandbox: process.platform === 'linux' && !isRoot(),
    viewport: null,
    colorScheme: null,
    acceptDownloads: false,
    serviceWorkers: 'block',
    // The host ends Chromium after main has ended its services.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    ignoreDefaultArgs: ['--enable-automation'],
    args: [
      '--app=data:text/html,',
      `--window-size=${size}`,
      // Without it the window of root begins with a bar about the missing sandbox.
      ...(isRoot() ? ['--test-type'] : []),
      ...(options.attachable ? ['--remote-debugging-port=0'] : []),
      ...(options.netLog === undefined ? [] : [`--log-net-log=${options.netLog}`]),
      ...switches.map((name) => `--${name}`),
    ],
  });
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  return { context, page, session: await context.newCDPSession(page) };
}

/** Where a spec attaches. Chromium writes the port it chose into its profile. */
export async function debuggingEndpoint(profile: string): Promise<string> {
  const file = join(profile, 'DevToolsActivePort');
  for (let tries = 0; tries < 200; tries += 1) {
    const [port = ''] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    if (port !== '') return `http://127.0.0.1:${port}`;
    await wait(50);
  }
  throw new Error('Chromium did not open its debugging port.');
}
