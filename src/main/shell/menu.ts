import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../contract/domain/app.ts';

interface MenuInput {
  readonly platform: NodeJS.Platform;
  /** Reload and DevTools are for development only. */
  readonly packaged: boolean;
  readonly send: (command: MenuCommand) => void;
  readonly openHelp: () => void;
  readonly lockNow: () => void;
  /** Of a window whose page was lost; nothing in any other window. */
  readonly loadAgain: () => void;
}

/** The question about a lost page names it. */
export const loadAgainLabel = 'Load a lost window again';

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** The native menu: the usual roles, and the places of the console. */
export function menuTemplate(input: MenuInput): MenuItemConstructorOptions[] {
  const mac = input.platform === 'darwin';

  function item(label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions {
    return {
      label,
      click: () => input.send(command),
      ...(accelerator === undefined ? {} : { accelerator }),
    };
  }

  const settings = item('Settings…', 'open-settings', 'CmdOrCtrl+,');
  const connections = item('Connections…', 'open-connections');
  const lock: MenuItemConstructorOptions = {
    ...{ label: 'Lock now', accelerator: 'CmdOrCtrl+Shift+L' },
    click: () => input.lockNow(),
  };
  const appMenu: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: 'File',
    submenu: mac
      ? [connections, separator, lock, { role: 'close' }]
      : [connections, settings, separator, lock, { role: 'quit' }],
  };
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      item('Search', 'focus-search', 'CmdOrCtrl+F'),
      item('Back', 'go-back', mac ? 'Cmd+[' : 'Alt+Left'),
      item('Forward', 'go-forward', mac ? 'Cmd+]' : 'Alt+Right'),
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
      { label: loadAgainLabel, click: input.loadAgain },
      ...(input.packaged
        ? []
        : ([
            separator,
            { role: 'reload' },
            { role: 'toggleDevTools' },
          ] satisfies MenuItemConstructorOptions[])),
    ],
  };
  const help: MenuItemConstructorOptions = {
    role: 'help',
    submenu: [{ label: 'SuperTokens documentation', click: input.openHelp }],
  };
  return [...(mac ? [appMenu] : []), file, { role: 'editMenu' }, view, { role: 'windowMenu' }, help];
}

export interface MenuCommands {
  readonly send: (command: MenuCommand) => void;
  /** Passes commands on until the signal is aborted; resolves then. */
  readonly follow: (signal: AbortSignal, emit: (command: MenuCommand) => Promise<void>) => Promise<void>;
}

/** From the native menu to whichever page listens. A command that nobody listens for is dropped. */
export function createMenuCommands(): MenuCommands {
  const followers = new Set<(command: MenuCommand) => void>();
  return {
    send: (command) => {
      for (const follower of followers) follower(command);
    },
    follow: (signal, emit) =>
      new Promise((resolve) => {
        const follower = (command: MenuCommand) => void emit(command).catch(() => undefined);
        const leave = () => {
          followers.delete(follower);
          resolve();
        };
        if (signal.aborted) return leave();
        followers.add(follower);
        signal.addEventListener('abort', leave, { once: true });
      }),
  };
}
