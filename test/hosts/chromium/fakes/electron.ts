import type { EventEmitter } from 'node:events';
import type { AskedQuestion } from '../../shared/launched-console.ts';
import type { HostState } from '../state/host-state.ts';
import { createApp } from './app.ts';
import { createBrowserWindow } from './browser-window.ts';
import { electronNames } from './electron-names.mjs';
import { createIpcMain } from './ipc-main.ts';
import { createPowerMonitor, createSystemPreferences } from './operator-presence.ts';
import { createQuestions } from './questions.ts';
import { createSafeStorage } from './safe-storage.ts';
import { createSessions } from './session.ts';
import {
  createMenu,
  createNativeTheme,
  createProtocol,
  createScreen,
  createShell,
  notFaked,
} from './small.ts';
import { createClipboard, createDialog, createNotification, createPowerSaveBlocker } from './system.ts';

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
    readonly answerQuestions: (confirming: boolean) => void;
    readonly questions: readonly AskedQuestion[];
    readonly suspend: () => void;
    readonly watchUntilHung: () => void;
  };
}

/** Everything main imports from `electron`, on top of one Chromium window. */
export function createElectron(state: HostState, root: string, onLoaded: () => void): FakeElectron {
  const sessions = createSessions();
  const ipc = createIpcMain();
  const { Menu, click } = createMenu();
  const { nativeTheme, apply } = createNativeTheme(state);
  const clipboard = createClipboard(state.options.headless);
  const questions = createQuestions(state);
  const { dialog, savedTo, saveNextTo } = createDialog(questions.showMessageBox);
  const { Notification, shown, click: clickNotification } = createNotification();
  const { powerMonitor, suspend } = createPowerMonitor();
  const { powerSaveBlocker, blocksSleep } = createPowerSaveBlocker();
  const ports = {
    closeWindows: () => windows.close(),
    closeChromium: async () => {
      state.startChromium();
      await (await state.chromium).context.close();
    },
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
    powerMonitor,
    powerSaveBlocker,
    protocol: createProtocol(state),
    safeStorage: createSafeStorage(state.options),
    screen: createScreen(),
    session: sessions.session,
    shell: createShell(state),
    systemPreferences: createSystemPreferences(),
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
      answerQuestions: questions.answerWith,
      questions: questions.asked,
      suspend,
      watchUntilHung: () => windows.watchUntilHung(),
    },
  };
}
