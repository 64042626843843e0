import { mkdir } from 'node:fs/promises';
import {
  app,
  clipboard,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
  Menu,
  nativeTheme,
  protocol,
  safeStorage,
  session,
  shell,
  type WebContents,
} from 'electron';
import { wire } from '../../contract/channels/bridge.ts';
import type { Handlers, HandlersOf } from '../../contract/channels/contract.ts';
import type { Settings } from '../../contract/domain/app.ts';
import type { SecretStore } from '../connections/key-ring.ts';
import type { AccessGate } from '../ipc/check-call.ts';
import { createIpcServer, type IpcServer } from '../ipc/ipc-server.ts';
import { originOf, type Sender } from '../ipc/sender.ts';
import { hardenPages, hardenSession } from './harden.ts';
import {
  createNotify,
  createSaveFile,
  createShowProgress,
  localDataDirectory,
  type Notify,
  type Progress,
  type SaveFile,
} from './host-system.ts';
import { createMenuCommands, type MenuCommands, menuTemplate } from './menu.ts';
import { APP_ORIGIN, APP_SCHEME, createAppServer } from './serve-app.ts';
import { closeBeforeQuit } from './start-and-quit.ts';
import { createWindowKeeper, openConsoleWindow } from './window.ts';

interface ShellInput {
  /** Folder of the built renderer. */
  readonly pageDirectory: string;
  /** The built preload script. */
  readonly preload: string;
}

interface ShellServices {
  readonly handlers: Handlers;
  readonly accessGate: AccessGate;
  /** Ends everything that runs; called once, before the process ends. */
  readonly close: () => Promise<void>;
}

export interface Shell {
  /** Where this console keeps its files; exists. */
  readonly dataDirectory: string;
  readonly secretStore: SecretStore;
  /** The handlers that need Electron; the services bring the rest. */
  readonly handlers: ShellHandlers;
  readonly setTheme: (theme: Settings['theme']) => void;
  /** Asks the operator where to save a file. Null: nowhere. */
  readonly saveFile: SaveFile;
  /** On the taskbar or dock, and the system is kept awake while anything runs. Cheap to call often. */
  readonly showProgress: (progress: Progress) => void;
  /** Notifies the operator when the window does not have the focus. A click brings the window to the front first. */
  readonly notify: Notify;
  /** Listens to pages and opens the window. Resolves when its page has loaded. */
  readonly open: (services: ShellServices) => Promise<void>;
}

/** As electron-builder.yml has it: Windows shows notifications of a known application only. */
const APP_ID = 'dev.curfew.console';
const HELP = 'https://supertokens.com/docs';

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The dev server's address while developing, else undefined. A packaged console never looks at it. */
function devAddress(): string | undefined {
  return app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
}

/** The pseudo-locale of tests, where it is asked for: longer, accented texts show what is cut off or not translated. */
function pageLanguage(): 'en' | 'en-XA' {
  return process.env.CURFEW_LANGUAGE === 'en-XA' ? 'en-XA' : 'en';
}

function setUpWindows(): void {
  app.setAppUserModelId(APP_ID);
  const local = localDataDirectory({
    localAppData: process.env.LOCALAPPDATA,
    name: app.getName(),
    isGiven: app.commandLine.hasSwitch('user-data-dir'),
  });
  if (local !== null) app.setPath('userData', local);
}

/**
 * Sets Electron up and waits until it is ready. Undefined when the console already runs: that one comes to the
 * front and this process ends. Its first part has to run before Electron is ready, so nothing may be awaited before it.
 */
export async function prepareShell(input: ShellInput): Promise<Shell | undefined> {
  const address = devAddress() ?? `${APP_ORIGIN}/`;
  const ownOrigin = originOf(address) ?? APP_ORIGIN;
  app.enableSandbox();
  if (process.platform === 'win32') setUpWindows();
  // Module scripts are fetched in CORS mode; without the last two privileges they could not come from this scheme.
  const privileges = { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true };
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges }]);
  hardenPages(ownOrigin);
  // While developing, the next one starts before the last one has ended.
  if (devAddress() === undefined && !app.requestSingleInstanceLock()) {
    app.quit();
    return undefined;
  }
  await app.whenReady();

  const dataDirectory = app.getPath('userData');
  await mkdir(dataDirectory, { recursive: true });
  // Without `persist:` it lives in memory: nothing a page stores or caches reaches the disk.
  const pages = session.fromPartition('curfew', { cache: false });
  hardenSession(pages, ownOrigin);
  pages.protocol.handle(APP_SCHEME, await createAppServer(input.pageDirectory, pageLanguage()));

  const window = createWindowKeeper({
    openWindow: () => openConsoleWindow({ dataDirectory, preload: input.preload, session: pages, address }),
    onOpened: () => progress.again(),
    onFailed: () => log('shell: the page of the window did not load'),
  });
  const progress = createShowProgress(window.current);
  const secretStore = createVault();
  const menuCommands = createMenuCommands();
  const openHelp = () => void shell.openExternal(HELP).catch(() => undefined);
  const menu = { platform: process.platform, packaged: app.isPackaged, send: menuCommands.send, openHelp };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(menu)));

  async function open({ handlers, accessGate, close }: ShellServices): Promise<void> {
    const server = createIpcServer({ handlers, accessGate, ownOrigin, log });
    listenToPages(server);
    closeBeforeQuit(async () => {
      server.close();
      await close();
    });

    app.on('second-instance', window.bringToFront);
    // On macOS an application outlives its last window, and gets a new one from the dock.
    app.on('activate', () => {
      if (window.current() === undefined) window.bringToFront();
    });
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit();
    });
    await window.open();
  }

  return {
    dataDirectory,
    secretStore,
    handlers: createAppHandlers(secretStore, menuCommands),
    setTheme: (theme) => {
      nativeTheme.themeSource = theme;
    },
    saveFile: createSaveFile(window.current),
    showProgress: progress.show,
    notify: createNotify({ currentWindow: window.current, bringToFront: window.bringToFront }),
    open,
  };
}

type ShellHandlers = Pick<HandlersOf<'app'>, 'app.info' | 'app.copyText' | 'app.menuCommands'>;

/** The channels that only the shell can answer: facts about the host, the clipboard, the menu. */
function createAppHandlers(secretStore: SecretStore, menuCommands: MenuCommands): ShellHandlers {
  return {
    'app.info': async () => ({
      version: app.getVersion(),
      host: process.versions.electron === undefined ? 'chromium' : 'electron',
      platform: process.platform,
      secretStore: secretStore.available() ? 'available' : 'unavailable',
    }),
    'app.copyText': async ({ text }) => {
      clipboard.writeText(text);
      return null;
    },
    'app.menuCommands': (_input, { signal, emit }) =>
      menuCommands.follow(signal, (command) => emit([command])),
  };
}

function available(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  // On Linux without a keyring Electron falls back to a password that is written in its source: that protects nothing.
  return (
    process.platform !== 'linux' ||
    !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())
  );
}

/** The operating system's secret store. Asked each time: a keyring can be unlocked while the console runs. */
export function createVault(): SecretStore {
  function mustBeAvailable(): void {
    if (!available()) throw new Error('The secret store of this system is not available.');
  }
  return {
    available,
    seal: (text) => {
      mustBeAvailable();
      return safeStorage.encryptString(text).toString('base64');
    },
    unseal: (sealed) => {
      mustBeAvailable();
      return safeStorage.decryptString(Buffer.from(sealed, 'base64'));
    },
  };
}

/** Puts the server behind Electron's IPC: one channel for each entry of the contract, and the two messages beside. */
export function listenToPages(server: IpcServer): void {
  const senderOf = createSenders();
  for (const channel of server.channels) {
    ipcMain.handle(channel, (event, id: unknown, input: unknown) =>
      server.call(channel, senderOf(event), id, input),
    );
  }
  ipcMain.on(wire.abort, (event, id: unknown) => server.abort(senderOf(event), id));
  ipcMain.on(wire.taken, (event, id: unknown) => server.taken(senderOf(event), id));
}

/** One document in a window, until the next one takes its place. */
interface PageDocument {
  readonly id: string;
  readonly goneListeners: Set<() => void>;
  gone: boolean;
}

let lastDocument = 0;

function newDocument(): PageDocument {
  lastDocument += 1;
  return { id: `document ${lastDocument}`, goneListeners: new Set(), gone: false };
}

function leave(document: PageDocument): void {
  document.gone = true;
  for (const listener of document.goneListeners) listener();
  document.goneListeners.clear();
}

/** Gives the `Sender` of an event: the same one for every message of a document. */
function createSenders(): (event: IpcMainEvent | IpcMainInvokeEvent) => Sender {
  const current = new WeakMap<WebContents, { document: PageDocument }>();

  function documentIn(contents: WebContents): PageDocument {
    const known = current.get(contents);
    if (known !== undefined) return known.document;
    const entry = { document: newDocument() };
    current.set(contents, entry);
    const next = () => {
      leave(entry.document);
      entry.document = newDocument();
    };
    // Emitted when the new document takes over, before its preload can send anything.
    contents.on('did-navigate', next);
    contents.on('render-process-gone', next);
    contents.once('destroyed', next);
    return entry.document;
  }

  return (event) => {
    const contents = event.sender;
    const document = documentIn(contents);
    const frame = event.senderFrame;
    return {
      id: document.id,
      // Null: the frame was gone before the message was looked at. It has no address then.
      url: frame?.url ?? '',
      isMainFrame: frame !== null && frame.parent === null,
      send: (channel, message) => {
        if (!document.gone && !contents.isDestroyed()) contents.send(channel, message);
      },
      onGone: (listener) => {
        if (document.gone) listener();
        else document.goneListeners.add(listener);
      },
    };
  };
}
