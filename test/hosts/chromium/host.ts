import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { Page } from 'playwright';
import { takePicture } from '../shared/picture.ts';
import { debuggingEndpoint, startChromium } from './browser/start-chromium.ts';
import { createElectron, type FakeElectron } from './fakes/electron.ts';
import { ELECTRON_KEY } from './fakes/electron-names.mjs';
import { createAddressMap } from './state/address-map.ts';
import type { HostState } from './state/host-state.ts';
import {
  type HostOptions,
  type HostQuestion,
  type HostReport,
  type HostRequest,
  OPTIONS_VARIABLE,
} from './state/options.ts';

/** Does what a spec asks for, and gives what it asks about. */
function answerSpec(question: HostQuestion, { spec }: FakeElectron, state: HostState): unknown {
  switch (question.kind) {
    case 'click-menu':
      return spec.clickMenu(question.label);
    case 'clipboard':
      return spec.clipboardText();
    case 'opened-outside':
      return state.openedOutside;
    case 'save-next-to':
      return spec.saveNextTo(question.path);
    case 'saved-to':
      return spec.savedTo;
    case 'progress-bar':
      return state.progressBar;
    case 'kept-awake':
      return spec.blocksSleep();
    case 'set-focused':
      state.focused = question.focused;
      return null;
    case 'notifications':
      return spec.notifications();
    case 'click-notification':
      return spec.clickNotification(question.index);
    case 'answer-questions':
      return spec.answerQuestions(question.confirming);
    case 'questions':
      return spec.questions;
    case 'suspend':
      return spec.suspend();
    case 'content-protected':
      return state.isContentProtected;
    case 'watch-until-hung':
      return spec.watchUntilHung();
    case 'throw-in-main':
      setTimeout(() => {
        throw new Error(question.message);
      });
      return null;
    case 'reject-in-main':
      void Promise.reject(new Error(question.message));
      return null;
  }
}

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

function report(message: HostReport): void {
  process.send?.(message);
}

function readOptions(): HostOptions {
  const text = process.env[OPTIONS_VARIABLE];
  if (text === undefined) throw new Error(`${OPTIONS_VARIABLE} is not set: start the host by its launcher.`);
  delete process.env[OPTIONS_VARIABLE];
  return JSON.parse(text) as HostOptions;
}

/** What Chromium itself said, out of Playwright's long account of the launch. */
function browserMessage(error: unknown): string {
  const text = stripVTControlCharacters(error instanceof Error ? error.message : String(error));
  const said = [...text.matchAll(/\[err\] (.*)/g)].map(([, message]) => message ?? '');
  return said.length === 0 ? text : said.slice(0, 5).join('\n');
}

/** What the page says goes to whoever launched the host, from the first moment on. */
function watchPage(page: Page): void {
  page.on('console', (message) => {
    if (message.type() === 'error') report({ kind: 'console-error', text: message.text() });
  });
  page.on('pageerror', (error) => report({ kind: 'page-error', text: error.stack ?? String(error) }));
}

/** Sets the host up in this process. Gives the address of the built main, to be imported next. */
export async function startHost(): Promise<string> {
  const options = readOptions();
  const schemes = new Set<string>();
  const ready = Promise.withResolvers<void>();
  const switches: string[] = [];
  const state: HostState = {
    options,
    schemes,
    switches,
    watchPage,
    chromium: ready.promise.then(() => startChromium(options, switches)),
    startChromium: ready.resolve,
    opensOwnPage: false,
    addresses: createAddressMap(schemes),
    report,
    openedOutside: [],
    progressBar: -1,
    focused: true,
    isContentProtected: false,
  };
  state.chromium.catch((error: unknown) => {
    process.stderr.write(`${options.executable} could not be started.\n${browserMessage(error)}\n`);
    process.exit(1);
  });

  async function onLoaded(): Promise<void> {
    report({ kind: 'ready', endpoint: options.attachable ? await debuggingEndpoint(options.profile) : null });
    if (options.picture === undefined) return;
    await takePicture((await state.chromium).page, options.picture);
    process.stdout.write(`The first screen is in ${options.picture}\n`);
    if (options.once) fake.quit();
  }

  const fake = createElectron(state, root, () => void onLoaded());
  Reflect.set(globalThis, Symbol.for(ELECTRON_KEY), fake.electron);

  process.on('message', (request: HostRequest) => {
    if (request.kind === 'quit') fake.quit();
    else
      report({ kind: 'answer', seq: request.seq, value: answerSpec(request.question, fake, state) ?? null });
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => fake.quit());
  // Whoever launched the host is gone.
  process.on('disconnect', () => fake.quit());
  state.chromium.then(
    ({ page }) => watchPage(page),
    () => undefined,
  );

  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { main: string };
  return pathToFileURL(join(root, manifest.main)).href;
}
