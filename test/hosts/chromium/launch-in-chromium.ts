import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { killGroup } from '../shared/kill-group.ts';
import type {
  AskedQuestion,
  LaunchedConsole,
  LaunchOptions,
  ShownNotification,
} from '../shared/launched-console.ts';
import { createProblems, noteConsoleError } from '../shared/problems.ts';
import { launchHost } from './launch-host.ts';

/** Chromium's main process; it leads a group of its own. */
async function chromiumPid(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const main = processInfo.find(({ type }) => type === 'browser');
  if (main === undefined) throw new Error('Chromium does not say which process it is.');
  return main.id;
}

/** The console in the Chromium host, with a Playwright page attached to it. */
export async function launchInChromium(options: LaunchOptions): Promise<LaunchedConsole> {
  const problems = createProblems();
  const downloads = await mkdtemp(join(tmpdir(), 'curfew-downloads-'));
  const running = await launchHost({
    downloads,
    headless: options.headless ?? true,
    attachable: true,
    safeStorage: options.safeStorage ?? 'available',
    colourScheme: options.colourScheme ?? 'light',
    ...(options.size === undefined ? {} : options.size),
    ...(options.netLog === undefined ? {} : { netLog: options.netLog }),
    ...(options.userData === undefined ? {} : { userData: options.userData }),
    ...(options.env === undefined ? {} : { env: options.env }),
    onReport: (report) => {
      if (report.kind === 'console-error') noteConsoleError(problems, report.text);
      if (report.kind === 'page-error') problems.pageErrors.push(report.text);
    },
  });
  // Without its defaults: Playwright would set media and downloads of a page that is main's.
  const browser = await chromium.connectOverCDP(running.endpoint ?? '', { noDefaults: true, isLocal: true });
  const context = browser.contexts()[0];
  const page = context?.pages()[0];
  if (context === undefined || page === undefined) throw new Error('The console has no page.');
  const pid = await chromiumPid(browser);
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
    output: running.output,
    clickMenu: async (label) => void (await running.ask({ kind: 'click-menu', label })),
    clipboardText: async () => String(await running.ask({ kind: 'clipboard' })),
    openedOutside: async () => (await running.ask({ kind: 'opened-outside' })) as string[],
    saveNextTo: async (path) => void (await running.ask({ kind: 'save-next-to', path })),
    savedTo: async () => (await running.ask({ kind: 'saved-to' })) as string[],
    progressBar: async () => Number(await running.ask({ kind: 'progress-bar' })),
    blocksSleep: async () => (await running.ask({ kind: 'kept-awake' })) === true,
    setFocused: async (focused) => void (await running.ask({ kind: 'set-focused', focused })),
    notifications: async () => (await running.ask({ kind: 'notifications' })) as ShownNotification[],
    clickNotification: async (index) => void (await running.ask({ kind: 'click-notification', index })),
    answerQuestions: async (answer) =>
      void (await running.ask({ kind: 'answer-questions', confirming: answer === 'yes' })),
    questions: async () => (await running.ask({ kind: 'questions' })) as AskedQuestion[],
    suspend: async () => void (await running.ask({ kind: 'suspend' })),
    isContentProtected: async () => (await running.ask({ kind: 'content-protected' })) === true,
    pageAfter: async (loss) => {
      const opened = context.waitForEvent('page');
      await loss();
      const next = await opened;
      await next.waitForURL((url) => url.protocol === 'https:');
      return next;
    },
    watchUntilHung: async () => void (await running.ask({ kind: 'watch-until-hung' })),
    throwInMain: async (message) => void (await running.ask({ kind: 'throw-in-main', message })),
    rejectInMain: async (message) => void (await running.ask({ kind: 'reject-in-main', message })),
    ended: running.ended,
    close: async () => {
      await browser.close();
      await running.close();
      await rm(downloads, { recursive: true, force: true });
    },
    kill: async () => {
      const gone = new Promise<void>((resolve) => browser.once('disconnected', () => resolve()));
      const ended = running.kill();
      killGroup(pid);
      await Promise.all([gone, ended]);
    },
  };
}
