import { app, clipboard } from 'electron';
import type { HandlersOf } from '../../contract/handlers.ts';
import type { SecretStore } from '../connections/secret-store.ts';
import type { MenuCommands } from './menu-commands.ts';

export type ShellHandlers = Pick<HandlersOf<'app'>, 'app.info' | 'app.copyText' | 'app.menuCommands'>;

/** The channels that only the shell can answer: facts about the host, the clipboard, the menu. */
export function createAppHandlers(secretStore: SecretStore, menuCommands: MenuCommands): ShellHandlers {
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
