import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { linkPage, type MessageOrigin, type PageLink } from '../page/page-link.ts';
import { type FromPage, pageScript } from '../page/page-script.ts';
import type { Chromium, HostState } from '../state/host-state.ts';
import { preventable } from './app.ts';
import { codec, type FakeIpcMain, senderFrame } from './ipc-main.ts';
import { applyPermissions, createRequestHandler } from './requests.ts';
import type { FakeSessions } from './session.ts';
import { strict } from './small.ts';

interface WindowOptions {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly webPreferences: {
    readonly preload: string;
    readonly session: object;
    readonly sandbox?: boolean;
    readonly contextIsolation?: boolean;
    readonly nodeIntegration?: boolean;
    readonly webviewTag?: boolean;
  };
}

type OpenHandler = (details: object) => { readonly action: 'allow' | 'deny' };

export interface WindowPorts {
  readonly state: HostState;
  readonly sessions: FakeSessions;
  readonly ipc: FakeIpcMain;
  readonly app: EventEmitter;
  readonly applyTheme: () => Promise<void>;
  readonly onLoaded: () => void;
  /** While quitting, `app` goes on by itself after the window. */
  readonly isQuitting: () => boolean;
}

const BINDING = 'curfewHost';
/** A page that takes longer to answer hangs. */
const ANSWER_MS = 2_000;

function assertHardened(preferences: WindowOptions['webPreferences']): void {
  const { sandbox, contextIsolation, nodeIntegration, webviewTag } = preferences;
  if (sandbox && contextIsolation && nodeIntegration === false && webviewTag === false) return;
  throw new Error('The Chromium host shows sandboxed, isolated pages only.');
}

/** `BrowserWindow` and its `webContents`: the one page of Chromium. A second window is more than this host has. */
export function createBrowserWindow({
  state,
  sessions,
  ipc,
  app,
  applyTheme,
  onLoaded,
  isQuitting,
}: WindowPorts) {
  let taken = false;
  let closeCurrent: () => Promise<void> = async () => undefined;
  let watchCurrent: () => void = () => undefined;

  function createWindow(options: WindowOptions): object {
    if (taken) throw new Error('The Chromium host has one window.');
    taken = true;
    assertHardened(options.webPreferences);
    const rules = sessions.rulesOf(options.webPreferences.session);
    const bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width, height: options.height };
    let openHandler: OpenHandler = () => ({ action: 'allow' });
    let link: PageLink | undefined;
    let gone = false;
    let maximised = false;
    // Where main itself sends the page; it is not asked about that.
    let ownAddress = '';

    const contents = Object.assign(new EventEmitter(), {
      session: options.webPreferences.session,
      isDestroyed: () => gone,
      getURL: () => state.addresses.toApp(link?.url() ?? ''),
      setWindowOpenHandler: (handler: OpenHandler) => {
        openHandler = handler;
      },
      // By the switch of the same name, which main sets as well.
      setWebRTCIPHandlingPolicy: () => undefined,
      navigationHistory: strict('navigationHistory', {
        clear: () => void state.chromium.then(({ session }) => session.send('Page.resetNavigationHistory')),
      }),
      reload: () => void reload(),
      forcefullyCrashRenderer: () =>
        void state.chromium.then(({ session }) => session.send('Page.crash')).catch(() => undefined),
      send: (channel: string, ...args: unknown[]) =>
        link?.send({ kind: 'message', channel, args: codec.encode(args) }),
    });
    const webContents = strict('webContents', contents);

    function askToOpen(url: string, frameName = '', features = ''): void {
      const answer = openHandler({ url, frameName, features, disposition: 'foreground-tab' });
      if (answer.action !== 'deny') throw new Error('The Chromium host opens no further windows.');
      state.report({ kind: 'blocked', url, why: 'window' });
    }

    function mayNavigate(address: string): boolean {
      if (address === ownAddress) return true;
      const event = preventable({ url: address, isMainFrame: true, isSameDocument: false });
      contents.emit('will-navigate', event, address);
      return !event.defaultPrevented;
    }

    function hear(message: FromPage, origin: MessageOrigin): void {
      const event = {
        sender: webContents,
        senderFrame: senderFrame(origin, state.addresses.toApp(origin.url)),
      };
      if (message.kind === 'send') ipc.send(event, message.channel, message.args);
      else if (message.kind === 'open-window') askToOpen(message.url, message.frameName, message.features);
      else if (message.kind === 'resized') void readBounds();
      else if (message.kind === 'input') contents.emit('input-event', {}, { type: message.type });
      else if (message.kind === 'invoke') {
        const { seq, channel, args } = message;
        void ipc
          .invoke(event, channel, args)
          .then((answer) => link?.answer(origin, { kind: 'answer', seq, ...answer }));
      }
    }

    async function readBounds(): Promise<void> {
      const { session } = await state.chromium;
      const { bounds: now } = await session.send('Browser.getWindowForTarget');
      maximised = now.windowState === 'maximized';
      if (now.windowState === 'normal')
        Object.assign(bounds, { x: now.left, y: now.top, width: now.width, height: now.height });
    }

    async function setBounds(wanted: { readonly windowState?: 'maximized' }): Promise<void> {
      const { session } = await state.chromium;
      const { windowId } = await session.send('Browser.getWindowForTarget');
      const place = { left: bounds.x, top: bounds.y, width: bounds.width, height: bounds.height };
      await session.send('Browser.setWindowBounds', {
        windowId,
        bounds: wanted.windowState ? wanted : place,
      });
    }

    function leave(): void {
      if (gone) return;
      window.emit('close', preventable({}));
      gone = true;
      contents.emit('destroyed');
      window.emit('closed');
      taken = false;
      if (!isQuitting()) app.emit('window-all-closed');
    }

    /** Where main itself sends the page. Another load may take its place before it is there. */
    async function go(address: string): Promise<void> {
      const { page } = await state.chromium;
      ownAddress = address;
      await page.goto(state.addresses.toBrowser(address)).finally(() => {
        if (ownAddress === address) ownAddress = '';
      });
    }

    async function loadURL(address: string): Promise<void> {
      if (link !== undefined) return go(address);
      const chromium = await state.chromium;
      const page = () => chromium.page;
      await chromium.context.route('**/*', createRequestHandler(state, { page, rules, mayNavigate }));
      chromium.context.on('page', (opened) => {
        if (state.opensOwnPage) return;
        askToOpen(state.addresses.toApp(opened.url()));
        void opened.close();
      });
      if (!maximised) await setBounds({});
      await show(chromium, address);
      window.emit('ready-to-show');
      onLoaded();
    }

    /** Shows an address in the current page, which is new. */
    async function show({ page, session }: Chromium, address: string): Promise<void> {
      const script = pageScript(BINDING, await readFile(options.webPreferences.preload, 'utf8'));
      const onNavigated = (url: string) => void contents.emit('did-navigate', {}, state.addresses.toApp(url));
      link = await linkPage({ session, binding: BINDING, script, onMessage: hear, onNavigated });
      page.on('close', leave);
      page.on('crash', () => contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }));
      const target = state.addresses.toBrowser(address);
      const origin = { app: new URL(address).href, browser: new URL(target).origin };
      await applyPermissions(session, rules, webContents, origin);
      await applyTheme();
      await go(address);
    }

    /** After a crash: nothing can be done with the old page any more, so a new one takes its place. */
    async function reload(): Promise<void> {
      const chromium = await state.chromium;
      const address = contents.getURL();
      const crashed = chromium.page;
      crashed.off('close', leave);
      state.opensOwnPage = true;
      chromium.page = await chromium.context.newPage().finally(() => {
        state.opensOwnPage = false;
      });
      chromium.session = await chromium.context.newCDPSession(chromium.page);
      state.watchPage(chromium.page);
      await crashed.close().catch(() => undefined);
      await show(chromium, address);
    }

    async function watchUntilHung(): Promise<void> {
      const { session } = await state.chromium;
      let answers = true;
      while (answers) {
        const answer = session.send('Runtime.evaluate', { expression: '1' }).then(() => true);
        answers = await Promise.race([answer, wait(ANSWER_MS).then(() => false)]);
      }
      window.emit('unresponsive');
    }

    watchCurrent = () => void watchUntilHung().catch(() => undefined);

    closeCurrent = async () => {
      const { page } = await state.chromium;
      if (!gone) await readBounds().catch(() => undefined);
      leave();
      await page.close().catch(() => undefined);
    };

    const window = Object.assign(new EventEmitter(), {
      webContents,
      loadURL,
      show: () => undefined,
      focus: () => {
        state.focused = true;
        void state.chromium.then(({ page }) => page.bringToFront());
      },
      close: () => void closeCurrent(),
      isDestroyed: () => gone,
      isFocused: () => state.focused,
      setProgressBar: (value: number) => {
        state.progressBar = value;
      },
      isMinimized: () => false,
      restore: () => undefined,
      maximize: () => {
        maximised = true;
        void setBounds({ windowState: 'maximized' });
      },
      isMaximized: () => maximised,
      getNormalBounds: () => ({ ...bounds }),
      setBackgroundColor: () => undefined,
      setContentProtection: (isOn: boolean) => {
        state.isContentProtected = isOn;
      },
    });
    app.emit('web-contents-created', {}, webContents);
    return strict('BrowserWindow', window);
  }

  // Called with `new`, and a constructor that returns an object gives that object.
  function BrowserWindow(options: WindowOptions): object {
    return createWindow(options);
  }
  return { BrowserWindow, close: () => closeCurrent(), watchUntilHung: () => watchCurrent() };
}
