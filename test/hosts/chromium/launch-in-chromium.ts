import { chromium } from 'playwright';
import type { LaunchedConsole, LaunchOptions } from '../launch.ts';
import { createProblems, noteConsoleError } from '../problems.ts';
import { launchHost } from './launch-host.ts';

/** The console in the Chromium host, with a Playwright page attached to it. */
export async function launchInChromium(options: LaunchOptions): Promise<LaunchedConsole> {
  const problems = createProblems();
  const running = await launchHost({
    headless: options.headless ?? true,
    attachable: true,
    safeStorage: options.safeStorage ?? 'available',
    colourScheme: options.colourScheme ?? 'light',
    ...(options.size === undefined ? {} : options.size),
    ...(options.userData === undefined ? {} : { userData: options.userData }),
    ...(options.env === undefined ? {} : { env: options.env }),
    onReport: (report) => {
      if (report.kind === 'console-error') noteConsoleError(problems, report.text);
      if (report.kind === 'page-error') problems.pageErrors.push(report.text);
    },
  });
  // Without its defaults: Playwright would set media and downloads of a page that is main's.
  const browser = await chromium.connectOverCDP(running.endpoint ?? '', { noDefaults: true, isLocal: true });
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error('The console has no page.');
  if (options.size !== undefined) await page.setViewportSize(options.size);

  return {
    page,
    host: 'chromium',
    problems,
    goto: async (path) => void (await page.goto(new URL(path, page.url()).href)),
    path: () => {
      const { pathname, search } = new URL(page.url());
      return pathname + search;
    },
    clickMenu: async (label) => void (await running.ask({ kind: 'click-menu', label })),
    clipboardText: async () => String(await running.ask({ kind: 'clipboard' })),
    openedOutside: async () => {
      const opened = await running.ask({ kind: 'opened-outside' });
      return Array.isArray(opened) ? opened : [];
    },
    close: async () => {
      await browser.close();
      await running.close();
    },
  };
}
