import { mkdir } from 'node:fs/promises';
import { app, clipboard, Menu, nativeTheme, protocol, session } from 'electron';
import type { Handlers, HandlersOf } from '../../contract/channels/contract.ts';
import type { PageLoss, Settings } from '../../contract/domain/app.ts';
import { failure } from '../../contract/failure.ts';
import type { AskAboutConnection } from '../connections/guarded-changes.ts';
import type { SecretStore } from '../connections/key-ring.ts';
import type { AskAboutReceiver } from '../forwarding/receiver-questions.ts';
import type { AccessGate } from '../ipc/check-call.ts';
import { createIpcServer, type RefusedAttempt } from '../ipc/ipc-server.ts';
import { originOf } from '../ipc/sender.ts';
import type { AskAboutReport } from '../revocations/remove-report.ts';
import type { EndedRevocation } from '../revocations/system-notices.ts';
import type { AskAboutSettings } from '../settings/settings-questions.ts';
import type { AskAboutSignals } from '../signals/receiver-questions.ts';
import { createNativeDialogs } from './ask-operator.ts';
import {
  createNotify,
  createSaveFile,
  createShowProgress,
  localDataDirectory,
  type Progress,
  type SaveFile,
} from './host-system.ts';
import { createLockedWindow } from './locked-window.ts';
import { createLogFile } from './log-file.ts';
import { createMenuCommands, type MenuCommands, menuTemplate } from './menu.ts';
import {
  changeQuestion,
  endedNotification,
  lockQuestion,
  openQuestion,
  pageLostQuestion,
  receiverQuestion,
  reportQuestion,
  settingsQuestion,
  signalQuestion,
} from './native-messages.ts';
import { createOperatorPresence, type OperatorPresence, touchId } from './operator-presence.ts';
import { createGestures, type Gestures } from './page/gestures.ts';
import { hardenPages, hardenSession } from './page/harden.ts';
import { listenToPages } from './page/listen-to-pages.ts';
import { cutOffBrowser, cutOffSession } from './page/no-network.ts';
import { createOpenOutside, helpLink, openLink } from './page/outside-links.ts';
import { createPageRestorer } from './page/restore-page.ts';
import { appOrigin, appScheme, createAppServer } from './page/serve-app.ts';
import { checkCommandLine } from './refused-switches.ts';
import { createSecretStore } from './secret-store.ts';
import { closeBeforeQuit } from './start-and-quit.ts';
import { watchUnforeseen } from './unforeseen.ts';
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
  readonly lock: ConsoleLock;
  readonly onRefused: (attempt: RefusedAttempt) => void;
  /** Ends everything that runs; called once, before the process ends. */
  readonly close: () => Promise<void>;
}

/** As much of the lock as the shell needs. */
interface ConsoleLock {
  readonly isLocked: () => boolean;
  readonly isSetUp: () => boolean;
  readonly lockNow: () => void;
  readonly onChange: (listener: (isLocked: boolean) => void) => void;
}

const noLock: ConsoleLock = {
  isLocked: () => false,
  isSetUp: () => false,
  lockNow: () => undefined,
  onChange: () => undefined,
};

export interface Shell {
  /** Of this console. */
  readonly version: string;
  /** Where this console keeps its files; exists. */
  readonly dataDirectory: string;
  /** How long the console waits from one look at a core to the next one; undefined: as long as it is made to. */
  readonly pauseMs: number | undefined;
  readonly secretStore: SecretStore;
  /** The handlers that need Electron; the services bring the rest. */
  readonly handlers: ShellHandlers;
  readonly setTheme: (theme: Settings['theme']) => void;
  /** Whether captures of the screen leave the window out. */
  readonly setContentProtection: (isOn: boolean) => void;
  readonly presence: OperatorPresence;
  readonly touchId: typeof touchId;
  /** Asks in a native dialog whether a first passphrase was set by the operator. */
  readonly askAboutLock: () => Promise<boolean>;
  /** Asks the operator where to save a file. Null: nowhere. */
  readonly saveFile: SaveFile;
  /** Asks in a native dialog before a connection loses its protection or leads elsewhere. */
  readonly askAboutConnection: AskAboutConnection;
  /** Asks in a native dialog before settings change on which reports rely. */
  readonly askAboutSettings: AskAboutSettings;
  /** Asks in a native dialog before the report of a revocation is removed. */
  readonly askAboutReport: AskAboutReport;
  /** Asks in a native dialog before records of the audit log go to a receiver. */
  readonly askAboutReceiver: AskAboutReceiver;
  /** Asks in a native dialog before events of ended sessions go to a receiver, or to one no more. */
  readonly askAboutSignals: AskAboutSignals;
  /** On the taskbar or dock, and the system is kept awake while anything runs. Cheap to call often. */
  readonly showProgress: (progress: Progress) => void;
  /** Notifies the operator of the end of a revocation when the window does not have the focus. A click brings it to the front. */
  readonly notifyEnded: (ended: EndedRevocation) => void;
  /** Listens to pages and opens the window. Resolves when its page has loaded. */
  readonly open: (services: ShellServices) => Promise<void>;
}

/** As electron-builder.yml has it: Windows shows notifications of a known application only. */
const appId = 'dev.curfew.console';

/** The dev server's address while developing, else undefined. A packaged console never looks at it. */
function devAddress(): string | undefined {
  return app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
}

/** The pseudo-locale of tests, where it is asked for: longer, accented texts show what is cut off or not translated. */
function pageLanguage(): 'en' | 'en-XA' {
  return process.env.CURFEW_LANGUAGE === 'en-XA' ? 'en-XA' : 'en';
}

/** Tests wait less long than an operator does. A packaged console never looks at it. */
function pauseMs(): number | undefined {
  const given = Number(process.env.CURFEW_PAUSE_MS);
  return app.isPackaged || !(given > 0) ? undefined : given;
}

function setUpWindows(): void {
  app.setAppUserModelId(appId);
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
  if (app.isPackaged) checkCommandLine(process.argv);
  const address = devAddress() ?? `${appOrigin}/`;
  const ownOrigin = originOf(address) ?? appOrigin;
  app.enableSandbox();
  if (process.platform === 'win32') setUpWindows();
  // Module scripts are fetched in CORS mode; without the last two privileges they could not come from this scheme.
  const privileges = { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true };
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges }]);
  cutOffBrowser(devAddress());
  const gestures = createGestures();
  const dialogs = createNativeDialogs(() => window.current());
  let lock = noLock;
  const openOutside = createOpenOutside(gestures, (address) => dialogs.ask(openQuestion(address)));
  hardenPages({
    ownOrigin,
    openOutside: (link) => {
      if (!lock.isLocked()) openOutside(link);
    },
    onPage: gestures.watch,
  });
  // While developing, the next one starts before the last one has ended.
  if (devAddress() === undefined && !app.requestSingleInstanceLock()) {
    app.quit();
    return undefined;
  }
  await app.whenReady();

  const dataDirectory = app.getPath('userData');
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const logFile = createLogFile({ folder: app.getPath('logs') });
  watchUnforeseen(logFile);
  const log = (line: string): void => {
    process.stderr.write(`${line}\n`);
    logFile.write(line);
  };
  // Without `persist:` it lives in memory: nothing a page stores or caches reaches the disk.
  const pages = session.fromPartition('curfew', { cache: false });
  hardenSession(pages);
  await cutOffSession(pages, ownOrigin, devAddress());
  pages.protocol.handle(appScheme, await createAppServer(input.pageDirectory, pageLanguage()));

  let contentProtection = false;
  const window = createWindowKeeper({
    openWindow: () =>
      openConsoleWindow({
        ...{ dataDirectory, preload: input.preload, session: pages, address },
        contentProtection,
      }),
    onOpened: (opened) => {
      restorer.watch(opened);
      progress.again();
    },
    onFailed: () => log('shell: the page of the window did not load'),
  });
  const restorer = createPageRestorer({ log, askAgain: () => dialogs.ask(pageLostQuestion) });
  const progress = createShowProgress(window.current);
  const lockedWindow = createLockedWindow({
    ...{ currentWindow: window.current, address },
    onFailed: () => log('shell: the page of the window did not load'),
  });
  const notify = createNotify({ currentWindow: window.current, bringToFront: window.bringToFront });
  const saveFile = createSaveFile(window.current);
  const secretStore = createSecretStore();
  const menuCommands = createMenuCommands();
  function unlessLocked<Args extends unknown[]>(act: (...args: Args) => void): (...args: Args) => void {
    return (...args) => {
      if (!lock.isLocked()) act(...args);
    };
  }

  const menu = {
    ...{ platform: process.platform, packaged: app.isPackaged },
    send: unlessLocked(menuCommands.send),
    openHelp: unlessLocked(() => openLink(helpLink)),
    // What it loads is locked, too.
    loadAgain: () => restorer.loadAgain(),
    lockNow: unlessLocked(() => {
      if (lock.isSetUp()) lock.lockNow();
      else menuCommands.send('open-settings');
    }),
  };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(menu)));

  async function open(services: ShellServices): Promise<void> {
    const { handlers, accessGate, close, onRefused } = services;
    lock = services.lock;
    const { isLocked } = lock;
    const server = createIpcServer({ handlers, accessGate, isLocked, ownOrigin, log, onRefused });
    listenToPages(server);
    lock.onChange((isLocked) => {
      if (!isLocked) return lockedWindow.leave();
      server.lock();
      dialogs.dismiss();
      lockedWindow.show();
    });
    closeBeforeQuit(async () => {
      server.close();
      await close();
    });

    app.on('second-instance', () => {
      restorer.loadAgain();
      window.bringToFront();
    });
    // On macOS an application outlives its last window, and gets a new one from the dock.
    app.on('activate', () => {
      restorer.loadAgain();
      if (window.current() === undefined) window.bringToFront();
    });
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit();
    });
    await window.open();
  }

  return {
    version: app.getVersion(),
    pauseMs: pauseMs(),
    dataDirectory,
    secretStore,
    handlers: createAppHandlers(secretStore, menuCommands, gestures, restorer.takeLoss),
    setTheme: (theme) => {
      nativeTheme.themeSource = theme;
    },
    setContentProtection: (isOn) => {
      contentProtection = isOn;
      window.current()?.setContentProtection(isOn);
    },
    presence: createOperatorPresence(),
    touchId,
    askAboutLock: () => dialogs.ask(lockQuestion),
    saveFile: async (name) => {
      const path = await dialogs.alone(() => saveFile(name));
      // The dialog cannot be closed by a program. Whoever answered it may be somebody else.
      return lock.isLocked() ? null : path;
    },
    askAboutConnection: (question) => dialogs.ask(changeQuestion(question)),
    askAboutSettings: (question) => dialogs.ask(settingsQuestion(question)),
    askAboutReport: (question) => dialogs.ask(reportQuestion(question)),
    askAboutReceiver: (question) => dialogs.ask(receiverQuestion(question)),
    askAboutSignals: (question) => dialogs.ask(signalQuestion(question)),
    showProgress: progress.show,
    notifyEnded: (ended) => notify(endedNotification(ended)),
    open,
  };
}

type ShellHandlers = Pick<
  HandlersOf<'app'>,
  'app.info' | 'app.copyText' | 'app.menuCommands' | 'app.takePageLoss'
>;

/** The channels that only the shell can answer: facts about the host, the clipboard, the menu. */
function createAppHandlers(
  secretStore: SecretStore,
  menuCommands: MenuCommands,
  gestures: Gestures,
  takePageLoss: () => PageLoss | null,
): ShellHandlers {
  return {
    'app.takePageLoss': async () => takePageLoss(),
    'app.info': async () => ({
      version: app.getVersion(),
      platform: process.platform,
      secretStore: await secretStore.state(),
    }),
    'app.copyText': async ({ text }) => {
      if (!gestures.isRecent()) throw failure('refused', { reason: 'gesture-missing' });
      clipboard.writeText(text);
      return null;
    },
    'app.menuCommands': (_input, { signal, emit }) =>
      menuCommands.follow(signal, (command) => emit([command])),
  };
}
