import type { EventEmitter } from 'node:events';
import { electronNames } from './electron-names.mjs';
import { createApp } from './fakes/app.ts';
import { createBrowserWindow } from './fakes/browser-window.ts';
import { createIpcMain } from './fakes/ipc-main.ts';
import { createSessions } from './fakes/session.ts';
import {
  createMenu,
  createNativeTheme,
  createProtocol,
  createScreen,
  createShell,
  notFaked,
} from './fakes/small.ts';
import {
  createClipboard,
  createDialog,
  createNotification,
  createPowerSaveBlocker,
  createSafeStorage,
} from './fakes/system.ts';
import type { HostState } from './host-state.ts';

export interface FakeElectron {
  /** In place of the module. */
  readonly electron: Readonly<Record<string, unknown>>;
  readonly quit: () => void;
  /** What a spec sees and does beside the page. */
  readonly spec: {
    readonly clickMenu: (label: string) => void;
    readonly clipboardText: () => string;
    readonly saveNextTo: (path: string | null) => void;
    readonly savedTo: readonly string[];
    readonly blocksSleep: () => boolean;
    readonly notifications: () => readonly object[];
    readonly clickNotification: (index: number) => void;
  };
}

/** Everything main imports from `electron`, on top of one Chromium window. */
export function createElectron(state: HostState, root: string, onLoaded: () => void): FakeElectron {
  const sessions = createSessions();
  const ipc = createIpcMain();
  const { Menu, click } = createMenu();
  const { nativeTheme, apply } = createNativeTheme(state);
  const clipboard = createClipboard(state.options.headless);
  const { dialog, savedTo, saveNextTo } = createDialog();
  const { Notification, shown, click: clickNotification } = createNotification();
  const { powerSaveBlocker, blocksSleep } = createPowerSaveBlocker();
  const ports = {
    closeWindows: () => windows.close(),
    closeChromium: async () => (await state.chromium).context.close(),
  };
  const { app, isQuitting } = createApp(state, root, ports);
  const windows = createBrowserWindow({
    state,
    sessions,
    ipc,
    app: app as unknown as EventEmitter,
    applyTheme: apply,
    onLoaded,
    isQuitting,
  });
  const fakes: Record<string, unknown> = {
    app,
    BrowserWindow: windows.BrowserWindow,
    clipboard,
    dialog,
    ipcMain: ipc.ipcMain,
    Menu,
    nativeTheme,
    Notification,
    powerSaveBlocker,
    protocol: createProtocol(state),
    safeStorage: createSafeStorage(state),
    screen: createScreen(),
    session: sessions.session,
    shell: createShell(state),
  };
  return {
    electron: Object.fromEntries(electronNames.map((name) => [name, fakes[name] ?? notFaked(name)])),
    quit: () => app.quit(),
    spec: {
      clickMenu: click,
      clipboardText: () => clipboard.readText(),
      saveNextTo,
      savedTo,
      blocksSleep,
      notifications: shown,
      clickNotification,
    },
  };
}
